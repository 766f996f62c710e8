using System.Globalization;
using System.Security;
using System.Text;
using RlOrleans.Files;

namespace RlOrleans.Runs.Reporting;

/// <summary>
/// Draws mean return over environment steps as an SVG that reads well in light and dark, without scripts, fonts or
/// anything else from elsewhere. The same points give the same text.
/// </summary>
public static class LearningCurveSvg
{
    /// <summary>Its usual name in the folder of a run.</summary>
    public const string FileName = "learning-curve.svg";

    private const int Width = 760;
    private const int Height = 420;
    private const int Left = 64;
    private const int Right = Width - 88;
    private const int Top = 60;
    private const int Bottom = Height - 56;

    // More points than pixels would only make the file larger.
    private const int MaxPoints = 400;

    /// <summary>Draws a curve into a file, which is there whole or not at all.</summary>
    /// <inheritdoc cref="Draw"/>
    /// <param name="path">The file.</param>
    /// <param name="title">What the curve is of.</param>
    /// <param name="points">The updates, in order; those whose return is not known are left out.</param>
    /// <param name="threshold">The mean return at which the task counts as solved, or NaN.</param>
    /// <exception cref="IOException">The file could not be written.</exception>
    public static void Write(string path, string title, IReadOnlyList<UpdateMetrics> points, double threshold)
    {
        byte[] text = Encoding.UTF8.GetBytes(Draw(title, points, threshold));
        new AtomicFile().Write(path, stream => stream.Write(text));
    }

    /// <summary>Draws a curve.</summary>
    /// <param name="title">What the curve is of.</param>
    /// <param name="points">The updates, in order; those whose return is not known are left out.</param>
    /// <param name="threshold">The mean return at which the task counts as solved, or NaN.</param>
    public static string Draw(string title, IReadOnlyList<UpdateMetrics> points, double threshold)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(points);
        (double X, double Y)[] known = [.. points.Where(point => double.IsFinite(point.MeanReturn)).Select(point => ((double)point.Steps, point.MeanReturn))];
        var text = new StringBuilder();
        Begin(text, title);
        Plot(text, known, threshold);
        Line(text, "</svg>");
        return text.ToString();
    }

    private static void Begin(StringBuilder text, string title)
    {
        string escaped = SecurityElement.Escape(title);
        Line(text, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" role="img" aria-label="{escaped}: mean return over environment steps">""");
        Line(text, """
              <style>
                .ground { fill: #ffffff } .text { fill: #24292f } .faint { fill: #656d76 }
                .grid { stroke: #d8dee4; stroke-width: 1 } .axis { stroke: #8c959f; stroke-width: 1 }
                .curve { fill: none; stroke: #0969da; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
                .area { fill: #0969da; fill-opacity: 0.10 } .dot { fill: #0969da }
                .goal { stroke: #1a7f37; stroke-width: 1.5; stroke-dasharray: 6 4 } .goal-text { fill: #1a7f37 }
                text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-size: 12px }
                .title { font-size: 16px; font-weight: 600 }
                @media (prefers-color-scheme: dark) {
                  .ground { fill: #0d1117 } .text { fill: #e6edf3 } .faint { fill: #8d96a0 }
                  .grid { stroke: #21262d } .axis { stroke: #6e7681 }
                  .curve { stroke: #58a6ff } .area { fill: #58a6ff; fill-opacity: 0.14 } .dot { fill: #58a6ff }
                  .goal { stroke: #3fb950 } .goal-text { fill: #3fb950 }
                }
              </style>
            """.ReplaceLineEndings("\n"));
        Line(text, $"""  <rect class="ground" width="{Width}" height="{Height}" rx="8"/>""");
        Line(text, $"""  <text class="text title" x="{Left}" y="30">{escaped}</text>""");
        Line(text, $"""  <text class="faint" x="{Left}" y="48">mean return of the latest episodes</text>""");
        Line(text, $"""  <text class="faint" x="{(Left + Right) / 2}" y="{Height - 16}" text-anchor="middle">environment steps</text>""");
    }

    private static void Plot(StringBuilder text, (double X, double Y)[] points, double threshold)
    {
        bool hasGoal = double.IsFinite(threshold);
        double[] heights = [.. points.Select(point => point.Y), .. hasGoal ? [threshold] : Array.Empty<double>(), .. points.Length == 0 && !hasGoal ? [0.0] : Array.Empty<double>()];
        double lastStep = points.Length == 0 ? 1 : Math.Max(points[^1].X, 1);
        double[] xTicks = [.. AxisTicks.Spanning(0, lastStep, 5).Where(tick => tick <= lastStep)];
        double[] yTicks = AxisTicks.Spanning(heights.Min(), heights.Max(), 5);
        double X(double x) => Left + (Right - Left) * x / lastStep;
        double Y(double y) => Bottom - (Bottom - Top) * (y - yTicks[0]) / (yTicks[^1] - yTicks[0]);

        foreach (double tick in yTicks)
        {
            Line(text, $"""  <line class="grid" x1="{Left}" y1="{Number(Y(tick))}" x2="{Right}" y2="{Number(Y(tick))}"/>""");
            Line(text, $"""  <text class="faint" x="{Left - 8}" y="{Number(Y(tick) + 4)}" text-anchor="end">{AxisTicks.Label(tick)}</text>""");
        }

        Line(text, $"""  <line class="axis" x1="{Left}" y1="{Bottom}" x2="{Right}" y2="{Bottom}"/>""");
        foreach (double tick in xTicks)
        {
            Line(text, $"""  <line class="axis" x1="{Number(X(tick))}" y1="{Bottom}" x2="{Number(X(tick))}" y2="{Bottom + 5}"/>""");
            Line(text, $"""  <text class="faint" x="{Number(X(tick))}" y="{Bottom + 20}" text-anchor="middle">{AxisTicks.Label(tick)}</text>""");
        }

        if (hasGoal)
        {
            Line(text, $"""  <line class="goal" x1="{Left}" y1="{Number(Y(threshold))}" x2="{Right}" y2="{Number(Y(threshold))}"/>""");
            Line(text, $"""  <text class="goal-text" x="{Right + 6}" y="{Number(Y(threshold) + 4)}">goal {AxisTicks.Label(threshold)}</text>""");
        }

        if (points.Length == 0)
        {
            Line(text, $"""  <text class="faint" x="{(Left + Right) / 2}" y="{(Top + Bottom) / 2}" text-anchor="middle">no episode has ended yet</text>""");
            return;
        }

        (double X, double Y)[] drawn = Thin(points);
        string path = string.Join(' ', drawn.Select(point => $"{Number(X(point.X))},{Number(Y(point.Y))}"));
        Line(text, $"""  <polygon class="area" points="{Number(X(drawn[0].X))},{Bottom} {path} {Number(X(drawn[^1].X))},{Bottom}"/>""");
        Line(text, $"""  <polyline class="curve" points="{path}"/>""");
        (double lastX, double lastY) = (X(drawn[^1].X), Y(drawn[^1].Y));
        Line(text, $"""  <circle class="dot" cx="{Number(lastX)}" cy="{Number(lastY)}" r="3.5"/>""");

        // Where it would run into the label of the goal, the last value keeps a line's distance, on its own side.
        double labelY = lastY + 4;
        if (hasGoal && Math.Abs(lastY - Y(threshold)) < 14)
            labelY = Y(threshold) + (lastY < Y(threshold) ? -10 : 18);
        Line(text, $"""  <text class="text" x="{Number(lastX + 8)}" y="{Number(labelY)}">{AxisTicks.Label(Math.Round(drawn[^1].Y, 1))}</text>""");
    }

    // Keeps the first and the last point, and between them the mean of equal stretches: no peak is invented or moved.
    private static (double X, double Y)[] Thin((double X, double Y)[] points)
    {
        if (points.Length <= MaxPoints)
            return points;
        var thinned = new (double X, double Y)[MaxPoints];
        thinned[0] = points[0];
        thinned[^1] = points[^1];
        for (int i = 1; i < MaxPoints - 1; i++)
        {
            int first = (int)((long)i * points.Length / MaxPoints), end = (int)((i + 1L) * points.Length / MaxPoints);
            ReadOnlySpan<(double X, double Y)> stretch = points.AsSpan(first, end - first);
            double x = 0, y = 0;
            foreach ((double pointX, double pointY) in stretch)
                (x, y) = (x + pointX, y + pointY);
            thinned[i] = (x / stretch.Length, y / stretch.Length);
        }

        return thinned;
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
