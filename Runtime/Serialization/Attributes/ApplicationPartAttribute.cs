namespace Orleans;

/// <summary>
/// Names an assembly that takes part in the application: it and its generated code are loaded when the process starts.
/// The source generator writes these attributes.
/// </summary>
/// <param name="assemblyName">The simple name of the assembly.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ApplicationPartAttribute(string assemblyName) : Attribute
{
    /// <summary>The simple name of the assembly.</summary>
    public string AssemblyName { get; } = assemblyName ?? throw new ArgumentNullException(nameof(assemblyName));
}
