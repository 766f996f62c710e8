using RlOrleans.Client.Display;

namespace RlOrleans.Client.Tests.Display;

public sealed class HeldWarningsTests
{
    private readonly List<string> _shown = [];
    private readonly HeldWarnings _warnings;

    public HeldWarningsTests() => _warnings = new HeldWarnings(_shown.Add);

    [Fact]
    public void Add_Line_IsNotShownYet()
    {
        _warnings.Add("a");
        Assert.Empty(_shown);
    }

    [Fact]
    public void Flush_LinesHeld_ShowsEachOnce()
    {
        _warnings.Add("a");
        _warnings.Add("b");
        _warnings.Flush();
        _warnings.Flush();
        Assert.Equal(["a", "b"], _shown);
    }

    [Fact]
    public void Clear_LinesHeld_NeverShowsThem()
    {
        _warnings.Add("a");
        _warnings.Clear();
        _warnings.Flush();
        Assert.Empty(_shown);
    }

    [Fact]
    public void Flush_MoreThanIsKept_SaysHowManyAreMissing()
    {
        for (int line = 0; line < 107; line++)
            _warnings.Add("x");
        _warnings.Flush();
        Assert.Equal(101, _shown.Count);
        Assert.Equal("warning: and 7 more", _shown[^1]);
    }
}
