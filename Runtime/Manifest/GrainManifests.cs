using System.Reflection;
using Orleans.Serialization.Configuration;

namespace Orleans.Runtime;

/// <summary>The manifests of all assemblies of the application.</summary>
internal static class GrainManifests
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<Assembly, GrainManifest?> Known = [];

    public static IReadOnlyList<GrainManifest> Load()
    {
        lock (Gate)
        {
            // A test host may have loaded more assemblies since the parts were gathered.
            foreach (var assembly in ApplicationParts.All.Concat(AppDomain.CurrentDomain.GetAssemblies()))
            {
                if (!assembly.IsDynamic && !Known.ContainsKey(assembly))
                {
                    Known[assembly] = TryLoad(assembly);
                }
            }

            return [.. Known.Values.OfType<GrainManifest>()];
        }
    }

    private static GrainManifest? TryLoad(Assembly assembly)
    {
        if (assembly.GetCustomAttribute<GrainManifestAttribute>() is not { } attribute)
        {
            return null;
        }

        var manifest = (GrainManifest)Activator.CreateInstance(attribute.ManifestType, nonPublic: true)!;
        manifest.Populate();
        return manifest;
    }
}
