using System.Reflection;

namespace Orleans.Serialization.Configuration;

/// <summary>
/// The assemblies that take part in the application: those that are loaded, and those that they name as parts. A part
/// is loaded here if no code of it ran yet, so that its types are known before the first message arrives.
/// </summary>
internal static class ApplicationParts
{
    private static readonly Lazy<IReadOnlyList<Assembly>> Parts = new(Find);

    public static IReadOnlyList<Assembly> All => Parts.Value;

    public static bool IsFramework(string? assemblyName) =>
        assemblyName is null
        || assemblyName.StartsWith("System.", StringComparison.Ordinal)
        || assemblyName.StartsWith("Microsoft.", StringComparison.Ordinal)
        || assemblyName is "System" or "mscorlib" or "netstandard";

    private static List<Assembly> Find()
    {
        List<Assembly> found = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        Queue<Assembly> open = new(AppDomain.CurrentDomain.GetAssemblies());
        if (Assembly.GetEntryAssembly() is { } entry)
        {
            open.Enqueue(entry);
        }

        while (open.TryDequeue(out Assembly? assembly))
        {
            string? name = assembly.GetName().Name;
            if (assembly.IsDynamic || IsFramework(name) || !seen.Add(name!))
            {
                continue;
            }

            found.Add(assembly);
            foreach (ApplicationPartAttribute part in assembly.GetCustomAttributes<ApplicationPartAttribute>())
            {
                Follow(part.AssemblyName);
            }

            foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
            {
                Follow(reference.Name);
            }
        }

        return found;

        void Follow(string? part)
        {
            if (!IsFramework(part) && !seen.Contains(part!) && TryLoad(part!) is { } loaded)
            {
                open.Enqueue(loaded);
            }
        }
    }

    // A part that is referenced but not deployed cannot be used either: its first use says so.
    private static Assembly? TryLoad(string name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException)
        {
            return null;
        }
    }
}
