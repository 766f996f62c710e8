namespace RlOrleans.Tests.Support;

/// <summary>A test that needs the real Redis and RabbitMQ that <c>tests/services/services.sh</c> starts.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ServicesFactAttribute : FactAttribute
{
    public ServicesFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("RL_TEST_REDIS") is null)
            Skip = "needs Redis and RabbitMQ: ./test starts them with tests/services/services.sh, which says why where it cannot";
    }
}
