using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.Loader;

namespace RlOrleans.Plugins;

/// <summary>
/// Where a plugin and what it brings are loaded: its own dependencies beside it, and this library's assemblies from this
/// program, so that both mean the same types. A plugin stays for as long as the process.
/// </summary>
internal sealed class PluginLoadContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // Null leaves it to the program's own context, which also has the framework.
        if (IsShared(assemblyName.Name!))
        {
            return null;
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
    }

    /// <inheritdoc />
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
        => _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;

    // Those that plugins can mean the same types by, and no assembly that merely has a similar name.
    private static bool IsShared(string name) => Shared.Contains(name);

    private static readonly FrozenSet<string> Shared =
        typeof(PluginLoadContext).Assembly.GetReferencedAssemblies().Append(typeof(PluginLoadContext).Assembly.GetName())
            .Select(assembly => assembly.Name!)
            .Where(name => name.StartsWith("RlOrleans.", StringComparison.Ordinal))
            .ToFrozenSet(StringComparer.Ordinal);
}
