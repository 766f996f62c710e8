using System.Reflection;

namespace RlOrleans.Environments.Tests.Isolation;

public class FailureTextTests
{
    private static bool IsLibrary(Assembly assembly) => assembly == typeof(FailureText).Assembly;

    [Fact]
    public void Of_ThrownByTheFrameworkForASimulator_SaysWhereInTheSimulatorsSource()
    {
        Exception thrown = Record.Exception(() => Observe(new float[2]));
        Assert.Matches(
            @"^IndexOutOfRangeException: .*\. \(FailureTextTests\.Observe, FailureTextTests\.cs line \d+\)$", FailureText.Of(thrown, IsLibrary));
    }

    [Fact]
    public void Of_StaticConstructorThrows_TellsTheCause()
    {
        Exception thrown = Record.Exception(() => Broken.Definition);
        Assert.IsType<TypeInitializationException>(thrown);
        Assert.StartsWith("FileNotFoundException: level1.json is missing (Broken.", FailureText.Of(thrown, IsLibrary), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NotThrownOrOfTheLibrary_HasNoPlaceOrKind()
    {
        Assert.Equal("IOException: two lines", FailureText.Of(new IOException("two\nlines"), IsLibrary));
        Assert.Equal("the world ended", FailureText.Of(new FatalEnvironmentException("the world ended"), IsLibrary));
    }

    [Fact]
    public void OneLine_LongOrWithControlCharacters_IsAShortLineWithout()
    {
        Assert.Equal("red  [31m and two lines", FailureText.OneLine("red \u001b[31m and\r\ntwo lines"));
        Assert.Equal(new string('x', 300) + "…", FailureText.OneLine(new string('x', 1000)));
    }

    private static void Observe(float[] observation) => observation[observation.Length] = 1;

    private static class Broken
    {
        public static string Definition { get; } = Load();

        private static string Load() => throw new FileNotFoundException("level1.json is missing");
    }
}
