namespace RlOrleans.Environments.Rendering;

/// <summary>The colours that all built-in scenes are painted with, so that they look as if one hand had drawn them.</summary>
public static class Palette
{
    /// <summary>Behind everything.</summary>
    public static Colour Night { get; } = Colour.Of(0x12151F);

    /// <summary>Boards and panels.</summary>
    public static Colour Slate { get; } = Colour.Of(0x1D2233);

    /// <summary>The second colour of a chequered board, tracks, and lines that should not catch the eye.</summary>
    public static Colour Steel { get; } = Colour.Of(0x2B3248);

    /// <summary>Text of less weight.</summary>
    public static Colour Mist { get; } = Colour.Of(0x8D97B2);

    /// <summary>Text, and whatever has no colour of its own.</summary>
    public static Colour Paper { get; } = Colour.Of(0xECEFF7);

    /// <summary>Danger.</summary>
    public static Colour Red { get; } = Colour.Of(0xEF5D60);

    /// <summary>Warm and rare.</summary>
    public static Colour Orange { get; } = Colour.Of(0xF4A259);

    /// <summary>The player, treasure.</summary>
    public static Colour Yellow { get; } = Colour.Of(0xF9D65C);

    /// <summary>Good ends.</summary>
    public static Colour Green { get; } = Colour.Of(0x6CCB7F);

    /// <summary>Cool and bright.</summary>
    public static Colour Cyan { get; } = Colour.Of(0x5AD1E0);

    /// <summary>Water, walls, machines.</summary>
    public static Colour Blue { get; } = Colour.Of(0x4C7DF0);

    /// <summary>Enemies that are not red.</summary>
    public static Colour Violet { get; } = Colour.Of(0xA98BF2);

    /// <summary>Soft and friendly.</summary>
    public static Colour Pink { get; } = Colour.Of(0xF7A3C4);

    /// <summary>Earth, wood.</summary>
    public static Colour Brown { get; } = Colour.Of(0xA9745B);
}
