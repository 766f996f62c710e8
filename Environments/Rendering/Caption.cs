namespace RlOrleans.Environments.Rendering;

/// <summary>A line of text below a scene.</summary>
public static class Caption
{
    private const double HeightShare = 0.075;

    /// <summary>Makes the scene higher and writes below what it was.</summary>
    /// <param name="scene">A finished scene.</param>
    /// <param name="left">Written at its left edge.</param>
    /// <param name="right">Written at its right edge.</param>
    public static void Add(Scene scene, string left, string right)
    {
        ArgumentNullException.ThrowIfNull(scene);

        // Of the shorter side, so that a wide scene does not get huge letters.
        double height = Math.Min(scene.Width, scene.Height * 1.4) * HeightShare, size = height * 0.42;
        double top = scene.Height, baseLine = top + height * 0.72;
        scene.AddHeight(height);
        scene.Rectangle(0, top, scene.Width, height, Palette.Night.Towards(Palette.Slate, 0.6));
        scene.Text(height * 0.4, baseLine, size, left, Palette.Mist);
        scene.Text(scene.Width - height * 0.4, baseLine, size, right, Palette.Paper, TextAnchor.End);
    }
}
