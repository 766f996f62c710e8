using System.Reflection;

namespace RlOrleans.Grains.Tests.Plugins;

/// <summary>Where the build put the example plugins: no reference of these tests, which load them as users do.</summary>
internal static class Examples
{
    public static string Path(string name) => typeof(Examples).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == name).Value!;
}
