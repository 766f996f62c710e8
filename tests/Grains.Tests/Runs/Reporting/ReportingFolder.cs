namespace RlOrleans.Grains.Tests.Runs.Reporting;

/// <summary>A folder of its own for one test.</summary>
internal sealed class ReportingFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("rlorleans-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
