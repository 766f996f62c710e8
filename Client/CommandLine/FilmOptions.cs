using System.CommandLine;
using System.Globalization;
using RlOrleans.Client.Replay;
using RlOrleans.Environments;
using RlOrleans.Environments.Rendering;
using RlOrleans.Episodes;
using RlOrleans.Files;

namespace RlOrleans.Client.CommandLine;

/// <summary>The options of <c>rl replay</c> that write an episode for people to look at, and what they ask for.</summary>
internal sealed record FilmOptions(string? Gif, string? Svg, string? Png, int FramesPerSecond, int Size)
{
    private const int DefaultFramesPerSecond = 20;
    private const int DefaultSize = 480;
    private const int LeastSize = 64;
    private const int MostSize = 2048;

    public static readonly Option<string?> GifOption = new("--gif") { HelpName = "FILE", Description = "Write one episode as an animated GIF: the best by return, unless --episode names one." };
    public static readonly Option<string?> SvgOption = new("--svg") { HelpName = "FILE", Description = "The same as an animated SVG." };
    public static readonly Option<string?> PngOption = new("--png") { HelpName = "DIR", Description = "The same as a PNG file for each frame." };
    public static readonly Option<string?> FpsOption = new("--fps") { HelpName = "N", Description = $"Steps a second of what is written. Default: {DefaultFramesPerSecond}" };
    public static readonly Option<string?> SizeOption = new("--size") { HelpName = "N", Description = $"Pixels of the longer side of GIF and PNG. Default: {DefaultSize}" };

    /// <summary>Whether anything is to be written.</summary>
    public bool Any => Gif is not null || Svg is not null || Png is not null;

    public static FilmOptions Read(Invocation invocation)
    {
        var mistakes = invocation.Mistakes;
        var options = new FilmOptions(
            PathOf(GifOption),
            PathOf(SvgOption),
            PathOf(PngOption),
            mistakes.Integer(FpsOption.Name, invocation.Text(FpsOption), 1, Film.MaxFramesPerSecond) ?? DefaultFramesPerSecond,
            mistakes.Integer(SizeOption.Name, invocation.Text(SizeOption), LeastSize, MostSize) ?? DefaultSize);
        if (options.Png is { } folder && File.Exists(folder))
            mistakes.Add(PngOption.Name, invocation.Text(PngOption)!, "is a file; a folder is needed");
        foreach (var (option, path) in new[] { (GifOption, options.Gif), (SvgOption, options.Svg) })
        {
            if (Directory.Exists(path))
                mistakes.Add(option.Name, invocation.Text(option)!, "is a folder; a file is needed");
        }

        return options;

        string? PathOf(Option<string?> option) => invocation.Text(option) is { } text ? invocation.Terminal.PathOf(text) : null;
    }

    /// <summary>Plays the episode again and writes it in every form that was asked for.</summary>
    /// <param name="environment">Registered id of the environment that the episode was recorded in.</param>
    /// <param name="episode">The record.</param>
    /// <param name="terminal">Where it happens.</param>
    /// <param name="report">Told of each file that was written.</param>
    /// <returns>What differs from the record; null where nothing does.</returns>
    /// <exception cref="CommandException">The environment cannot be drawn.</exception>
    public string? Write(string environment, Episode episode, Terminal terminal, TextWriter report)
    {
        var (film, stride) = new EpisodeFilm(EnvironmentRegistry.Default).Record(environment, episode, FramesPerSecond, out string? difference);
        if (film.Scenes.Count == 0)
            return difference;
        if (Gif is not null)
            new AtomicFile().Write(Gif, stream => GifWriter.Write(stream, film, Size));
        if (Svg is not null)
            new AtomicFile().Write(Svg, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(SvgWriter.Write(film))));
        if (Png is not null)
            WriteFrames(film, Png);
        string frames = stride == 1 ? RunTexts.Counted(film.Scenes.Count, "frame") : $"{RunTexts.Counted(film.Scenes.Count, "frame")}, one every {stride} steps";
        foreach (string path in new[] { Gif, Svg, Png }.OfType<string>())
            report.WriteLine($"wrote {terminal.ShortPath(path)}: {environment}, {RunTexts.Counted(episode.Length, "step")}, return {RunTexts.Return(episode.Return)}, {frames}");
        return difference;
    }

    private void WriteFrames(Film film, string folder)
    {
        var rasteriser = new Rasteriser();
        for (int frame = 0; frame < film.Scenes.Count; frame++)
        {
            var raster = Raster.For(film.Scenes[frame], Size);
            rasteriser.Draw(film.Scenes[frame], raster);
            string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"frame-{frame:D5}.png"));
            new AtomicFile().Write(path, stream => PngWriter.Write(stream, raster));
        }
    }
}
