using Microsoft.Extensions.Options;
using RlOrleans.Grains.Tests.Hosting;
using RlOrleans.Hosting;
using RlOrleans.Runs;

namespace RlOrleans.Grains.Tests.Runs;

public sealed class RunArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunArchive _archive;

    public RunArchiveTests() => _archive = new(Options.Create(new RlSiloOptions { RunsFolder = _folder.Path }));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Acquire_HeldRun_IsRefusedUntilLetGo()
    {
        using (_archive.Acquire("run"))
        {
            Assert.True(_archive.IsHeld("run"));
            var exception = Assert.Throws<RunException>(() => _archive.Acquire("run"));
            Assert.Contains("another process", exception.Message, StringComparison.Ordinal);
        }

        Assert.False(_archive.IsHeld("run"));
        _archive.Acquire("run").Dispose();
    }

    [Fact]
    public void Acquire_StopRequestOfAnEarlierProcess_IsForgotten()
    {
        _archive.Acquire("run").Dispose();
        _archive.RequestStop("run");

        using (_archive.Acquire("run"))
        {
            Assert.False(_archive.StopRequested("run"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("-a")]
    [InlineData("a\n")]
    public void FolderOf_IdThatIsNoFolderName_IsRefused(string runId)
        => Assert.Equal(RunErrorCode.BadRequest, Assert.Throws<RunException>(() => _archive.FolderOf(runId)).Code);

    [Fact]
    public void Acquire_FileWhereTheFolderShouldBe_FailsNamingIt()
    {
        string file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");
        var archive = new RunArchive(Options.Create(new RlSiloOptions { RunsFolder = file }));

        var exception = Assert.Throws<RunException>(() => archive.Acquire("run"));

        Assert.Equal(RunErrorCode.Failed, exception.Code);
        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
    }
}
