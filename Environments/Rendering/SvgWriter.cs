using System.Globalization;
using System.Text;

namespace RlOrleans.Environments.Rendering;

/// <summary>Writes scenes as SVG: one as a picture, many as a film that needs no script.</summary>
public static class SvgWriter
{
    /// <summary>Writes one scene.</summary>
    public static string Write(Scene scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        StringBuilder svg = Begin(scene);
        foreach (Shape shape in scene.Shapes)
        {
            SvgShapes.Append(svg, shape);
            svg.Append('\n');
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>
    /// Writes a film that repeats for ever. A shape that stays as it is from frame to frame is written once, with the time
    /// for which it shows.
    /// </summary>
    public static string Write(Film film)
    {
        ArgumentNullException.ThrowIfNull(film);
        StringBuilder svg = Begin(film.Scenes[0]);
        IReadOnlyList<ShapeSpan> spans = ShapeSpan.Merge(film.Scenes);
        for (int i = 0; i < spans.Count;)
        {
            (int first, int end) = (spans[i].FirstFrame, spans[i].EndFrame);
            bool always = first == 0 && end == film.Scenes.Count;
            if (!always)
                svg.Append("<g visibility=\"hidden\">").Append(Visibility(film, first, end));
            for (; i < spans.Count && spans[i].FirstFrame == first && spans[i].EndFrame == end; i++)
                SvgShapes.Append(svg, spans[i].Shape);
            svg.Append(always ? "\n" : "</g>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static StringBuilder Begin(Scene scene)
    {
        string width = SvgShapes.Number(scene.Width), height = SvgShapes.Number(scene.Height);
        return new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n")
            .Append(CultureInfo.InvariantCulture, $"<rect width=\"{width}\" height=\"{height}\" fill=\"{scene.Background}\"/>\n");
    }

    private static string Visibility(Film film, int first, int end)
    {
        double frame = 1 / (film.FramesPerSecond * film.Seconds);
        string from = Share(first * frame), to = Share(end * frame);
        bool lasts = end == film.Scenes.Count;
        (string values, string times) = (first == 0, lasts) switch
        {
            (true, _) => ("visible;hidden", $"0;{to}"),
            (_, true) => ("hidden;visible", $"0;{from}"),
            _ => ("hidden;visible;hidden", $"0;{from};{to}"),
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<animate attributeName=\"visibility\" dur=\"{SvgShapes.Number(film.Seconds)}s\" repeatCount=\"indefinite\" calcMode=\"discrete\" values=\"{values}\" keyTimes=\"{times}\"/>");
    }

    private static string Share(double share) => share.ToString("0.######", CultureInfo.InvariantCulture);
}
