using System.Reflection;

namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>A test that needs the real Redis and RabbitMQ that <c>tests/services/services.sh</c> starts.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ServicesFactAttribute : FactAttribute
{
    public ServicesFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("RL_TEST_REDIS") is null)
            Skip = "needs Redis and RabbitMQ: ./test starts them with tests/services/services.sh, which says why where it cannot";
    }

    /// <summary>The folder of all tests.</summary>
    public static string SourceFolder => typeof(ServicesFactAttribute).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "TestsFolder").Value!;
}
