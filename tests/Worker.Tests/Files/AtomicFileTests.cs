using RlOrleans.Files;

namespace RlOrleans.Worker.Tests.Files;

public class AtomicFileTests
{
    [Fact]
    public void Write_NewFile_IsThereAlone()
    {
        using var folder = new TemporaryFolder();
        new AtomicFile().Write(folder["a/b/file"], stream => stream.Write([1, 2, 3]));
        Assert.Equal(["a/b/file"], folder.Files());
        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder["a/b/file"]));
    }

    [Fact]
    public void Write_DiskFull_KeepsWhatWasThereAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "before");
        var files = new AtomicFile(path => new FailingStream(File.Create(path), 10));
        var error = Assert.Throws<IOException>(() => files.Write(folder["file"], stream => stream.Write(new byte[11])));
        Assert.Equal($"Cannot write '{folder["file"]}': No space left on device", error.Message);
        Assert.Equal(["file"], folder.Files());
        Assert.Equal("before", File.ReadAllText(folder["file"]));
    }

    [Fact]
    public void Write_WriterThrows_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<InvalidOperationException>(() => new AtomicFile().Write(folder["file"], _ => throw new InvalidOperationException()));
        Assert.Empty(folder.Files());
    }

    [Fact]
    public void Write_SecondOfTwoFilesFails_LeavesWhatWasThere()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a"], "before");
        var files = new AtomicFile(path => new FailingStream(File.Create(path), path.StartsWith(folder["b"], StringComparison.Ordinal) ? 10 : 100));

        var error = Assert.Throws<IOException>(() => files.Write([folder["a"], folder["b"]], streams =>
        {
            streams[0].Write(new byte[11]);
            streams[1].Write(new byte[11]);
        }));

        Assert.Equal($"Cannot write '{folder["a"]}' and '{folder["b"]}': No space left on device", error.Message);
        Assert.Equal(["a"], folder.Files());
        Assert.Equal("before", File.ReadAllText(folder["a"]));
    }

    [Fact]
    public void Write_WhileAnotherWrites_FailsAndLeavesTheOtherItsFile()
    {
        using var folder = new TemporaryFolder();
        new AtomicFile().Write(folder["file"], stream =>
        {
            stream.Write("first"u8);
            Assert.Throws<IOException>(() => new AtomicFile().Write(folder["file"], other => other.Write("second"u8)));
        });
        Assert.Equal(["file"], folder.Files());
        Assert.Equal("first", File.ReadAllText(folder["file"]));
    }

    [Fact]
    public void Write_LeftoverOfAKilledProcess_IsReplaced()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file.tmp"], "half of something longer");
        new AtomicFile().Write(folder["file"], stream => stream.Write("whole"u8));
        Assert.Equal(["file"], folder.Files());
        Assert.Equal("whole", File.ReadAllText(folder["file"]));
    }

    [Fact]
    public void Write_FolderIsAFile_ThrowsNamingThePath()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["occupied"], "");
        var error = Assert.Throws<IOException>(() => new AtomicFile().Write(folder["occupied/file"], _ => { }));
        Assert.StartsWith($"Cannot write '{folder["occupied/file"]}'", error.Message, StringComparison.Ordinal);
    }
}
