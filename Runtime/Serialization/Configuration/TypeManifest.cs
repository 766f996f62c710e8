using System.Reflection;

using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Configuration;

/// <summary>
/// What all assemblies of the application offer to messages. It is gathered when the first codec is asked for, and
/// again for every assembly that is loaded later.
/// </summary>
internal static class TypeManifest
{
    private static readonly Lock Gate = new();
    private static readonly TypeManifestOptions Options = new();
    private static readonly HashSet<Assembly> Known = [];
    private static volatile bool s_loaded;

    public static void EnsureLoaded()
    {
        if (s_loaded)
        {
            return;
        }

        lock (Gate)
        {
            if (s_loaded)
            {
                return;
            }

            BuiltInTypes.EnsureRegistered();
            foreach (Assembly assembly in ApplicationParts.All)
            {
                Add(assembly);
            }

            AppDomain.CurrentDomain.AssemblyLoad += static (_, loaded) => Add(loaded.LoadedAssembly);
            s_loaded = true;
        }
    }

    public static object? TryCreate(Type type)
    {
        lock (Gate)
        {
            return Options.TryCreate(type);
        }
    }

    private static void Add(Assembly assembly)
    {
        if (ApplicationParts.IsFramework(assembly.GetName().Name))
        {
            return;
        }

        lock (Gate)
        {
            if (!Known.Add(assembly))
            {
                return;
            }

            foreach (TypeManifestProviderAttribute attribute in assembly.GetCustomAttributes<TypeManifestProviderAttribute>())
            {
                ((TypeManifestProviderBase)Activator.CreateInstance(attribute.ProviderType, nonPublic: true)!).Configure(Options);
            }
        }
    }
}
