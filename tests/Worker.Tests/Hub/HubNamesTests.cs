using System.Net.Http.Headers;
using RlOrleans.Files;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Hub;

namespace RlOrleans.Worker.Tests.Hub;

public class HubNamesTests
{
    [Theory]
    [InlineData("hf://somebody/cartpole-v1")]
    [InlineData("hf://datasets/some.body/Cart_Pole.v1")]
    [InlineData("HF://a/b")]
    [InlineData("datasets/cartpole")]
    [InlineData("/absolute")]
    public void WhyRefused_AllowedName_IsNull(string name) => Assert.Null(DatasetName.WhyRefused(name));

    [Theory]
    [InlineData("hf://cartpole", "must be hf://user/name: a user or an organisation, one slash, and a name")]
    [InlineData("hf://a/b/c", "must be hf://user/name: a user or an organisation, one slash, and a name")]
    [InlineData("hf://user/", "has '' in it: letters, digits, '-', '_' and '.' are allowed, and neither '-' nor '.' first or last")]
    [InlineData("hf://user/-x", "has '-x' in it: letters, digits, '-', '_' and '.' are allowed, and neither '-' nor '.' first or last")]
    [InlineData("hf://us er/x", "has 'us er' in it: letters, digits, '-', '_' and '.' are allowed, and neither '-' nor '.' first or last")]
    [InlineData("hf://user/a--b", "has 'a--b' in it: '--' and '..' are not allowed")]
    [InlineData("hf://user/a..b", "has 'a..b' in it: '--' and '..' are not allowed")]
    [InlineData("hf://user/x.git", "must not end with .git")]
    [InlineData("s3://bucket/x", "must be the path of a folder, or hf://user/name")]
    [InlineData(" ", "must be the path of a folder, or hf://user/name")]
    public void WhyRefused_OtherName_SaysWhatIsAllowed(string name, string reason) => Assert.Equal(reason, DatasetName.WhyRefused(name));

    [Fact]
    public void WhyRefused_LongName_SaysHowLongItMayBe() =>
        Assert.Equal("has a part of 97 characters: at most 96 are allowed", DatasetName.WhyRefused("hf://user/" + new string('x', 97)));

    [Fact]
    public void Open_NameThatIsNotAllowed_Throws()
    {
        var error = Assert.Throws<DatasetStoreException>(() => new DatasetStores().Open("hf://cartpole"));
        Assert.Equal(DatasetStoreError.Refused, error.Code);
        Assert.StartsWith("The dataset 'hf://cartpole' must be hf://user/name", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "https://huggingface.co/")]
    [InlineData("", "https://huggingface.co/")]
    [InlineData("https://hub.example.org/", "https://hub.example.org/")]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000/")]
    [InlineData("http://[::1]:5000", "http://[::1]:5000/")]
    [InlineData("http://localhost:5000", "http://localhost:5000/")]
    public void EndpointOf_AddressThatMayBeUsed_IsTaken(string? text, string expected) => Assert.Equal(expected, HubOptions.EndpointOf(text).AbsoluteUri);

    [Theory]
    [InlineData("http://hub.example.org")]
    [InlineData("http://127.0.0.1.example.org")]
    [InlineData("ftp://localhost")]
    [InlineData("hub.example.org")]
    [InlineData("https://user:secret@hub.example.org")]
    public void EndpointOf_AddressThatLeaksTheToken_IsRefused(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => HubOptions.EndpointOf(text));
        Assert.Contains("HF_ENDPOINT", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RateLimit", "\"api\";r=0;t=55", 56)]
    [InlineData("RateLimit", "\"api\"; r=12; t=55", null)]
    [InlineData("RateLimit", "nonsense", null)]
    [InlineData("Retry-After", "7", 8)]
    [InlineData("Retry-After", "Sat, 21 Nov 2026 12:00:10 GMT", 11)]
    [InlineData("Retry-After", "Sat, 21 Nov 2026 11:00:00 GMT", 1)]
    [InlineData("X-Other", "7", null)]
    public void Of_Headers_IsWhatTheyAskFor(string name, string value, int? seconds)
    {
        using var response = new HttpResponseMessage();
        HttpResponseHeaders headers = response.Headers;
        headers.TryAddWithoutValidation(name, value);
        TimeSpan? pause = RetryAfter.Of(headers, new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        Assert.Equal(seconds, pause?.TotalSeconds);
    }

    [Fact]
    public void Read_FileOfTheOwner_IsTheToken()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["token"], "hf_abc\n");
        OwnerOnly(folder["token"]);
        Assert.Equal("hf_abc", HubTokenSource.FromFile(folder["token"]).Read());
        Assert.Equal("hf_abc", HubTokenSource.FromEnvironment(name => name == "HF_TOKEN_PATH" ? folder["token"] : null).Read());
        Assert.Equal("hf_xyz", HubTokenSource.FromEnvironment(name => name == "HF_TOKEN" ? "hf_xyz" : folder["token"]).Read());
    }

    [Fact]
    public void Read_FileThatOthersCanRead_IsRefused()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["token"], "hf_secret");
        File.SetUnixFileMode(folder["token"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var error = Assert.Throws<DatasetStoreException>(() => HubTokenSource.FromFile(folder["token"]).Read());
        Assert.Equal($"The token in '{folder["token"]}' can be read or changed by others: run chmod 600 on it.", error.Message);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("hf_ümlaut")]
    [InlineData("hf_a\r\nX-Header: b")]
    public void Read_NoToken_IsRefusedWithoutShowingIt(string value)
    {
        var error = Assert.Throws<DatasetStoreException>(() => HubTokenSource.FromEnvironment(name => name == "HF_TOKEN" ? value : null).Read());
        Assert.Equal("What HF_TOKEN holds is not a token: one word of visible ASCII characters is.", error.Message);
    }

    [Fact]
    public void IsExhausted_FullDevice_IsTrue()
    {
        if (!File.Exists("/dev/full"))
            return;
        IOException? error = null;
        try
        {
            new AtomicFile(_ => new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
                .Write(Path.Combine(Path.GetTempPath(), "rlorleans-full"), stream => stream.Write(new byte[1000]));
        }
        catch (IOException full)
        {
            error = full;
        }

        Assert.True(DiskSpace.IsExhausted(error));
        Assert.Equal(DatasetStoreError.NoSpace, DatasetStoreException.Of(error!).Code);
        Assert.False(DiskSpace.IsExhausted(new IOException("something else")));
    }

    private static void OwnerOnly(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
