using System.Collections.Frozen;

namespace RlOrleans.Environments.Rendering;

/// <summary>
/// Letters as lines, so that a picture needs no font and looks the same wherever it is drawn. A letter is four units wide
/// and six high; what follows it starts six units further.
/// </summary>
internal static class StrokeFont
{
    private const double Height = 6;
    private const double Width = 4;
    private const double Advance = 6;

    /// <summary>Width of the lines, as a share of a letter's height.</summary>
    public const double StrokeShare = 0.13;

    // Lines separated by blanks, each a row of points, each two digits: x from the left, y from the top.
    private static readonly FrozenDictionary<char, string> Letters = new Dictionary<char, string>
    {
        [' '] = "",
        ['0'] = "103041453616050110",
        ['1'] = "112026 1636",
        ['2'] = "01103041420646",
        ['3'] = "011030414233 1333 334445361605",
        ['4'] = "36300444",
        ['5'] = "400002324345361605",
        ['6'] = "3010010516364544331304",
        ['7'] = "004016",
        ['8'] = "103041423313020110 1304051636454433",
        ['9'] = "4233130201103041453616",
        ['A'] = "0602204246 0444",
        ['B'] = "0600304142330333 3344453606",
        ['C'] = "4130100105163645",
        ['D'] = "00204244260600",
        ['E'] = "40000646 0333",
        ['F'] = "400006 0333",
        ['G'] = "41301001051636454323",
        ['H'] = "0006 4046 0343",
        ['I'] = "1030 2026 1636",
        ['J'] = "4045361605",
        ['K'] = "0006 400346",
        ['L'] = "000646",
        ['M'] = "0600234046",
        ['N'] = "06004640",
        ['O'] = "103041453616050110",
        ['P'] = "06003041423303",
        ['Q'] = "103041453616050110 2446",
        ['R'] = "06003041423303 2346",
        ['S'] = "413010010213334445361605",
        ['T'] = "0040 2026",
        ['U'] = "000516364540",
        ['V'] = "002640",
        ['W'] = "0016233640",
        ['X'] = "0046 4006",
        ['Y'] = "002340 2326",
        ['Z'] = "00400646",
        ['-'] = "1333",
        ['−'] = "0343",
        ['+'] = "0343 2125",
        ['='] = "0242 0444",
        ['.'] = "2626",
        [','] = "2517",
        [':'] = "2222 2525",
        ['!'] = "2024 2626",
        ['?'] = "01103041422324 2626",
        ['/'] = "0640",
        ['%'] = "0640 1010 3636",
        ['('] = "30212536",
        [')'] = "10212516",
        ['['] = "30101636",
        [']'] = "10303616",
        ['<'] = "400346",
        ['>'] = "004306",
        ['\''] = "2021",
        ['"'] = "1011 3031",
        ['_'] = "0646",
        ['*'] = "1135 3115 0343",
        ['#'] = "1016 3036 0242 0444",
        ['·'] = "2323",
        ['±'] = "0242 2024 0646",
        ['×'] = "1135 3115",
    }.ToFrozenDictionary();

    /// <summary>Units from the left to the right end of a text whose capitals have the given height.</summary>
    public static double Measure(string text, double size) => text.Length == 0 ? 0 : (text.Length * Advance - (Advance - Width)) * size / Height;

    /// <summary>The lines of a text, placed in its scene.</summary>
    public static IEnumerable<Point[]> Lines(TextShape text)
    {
        double unit = text.Size / Height;
        double left = text.X - Measure(text.Text, text.Size) * text.Anchor switch
        {
            TextAnchor.Middle => 0.5,
            TextAnchor.End => 1,
            _ => 0,
        };
        for (int i = 0; i < text.Text.Length; i++)
        {
            string letter = Letters.GetValueOrDefault(char.ToUpperInvariant(text.Text[i])) ?? Letters['?'];
            foreach (string line in letter.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var points = new Point[line.Length / 2];
                for (int point = 0; point < points.Length; point++)
                {
                    points[point] = new Point(
                        left + (i * Advance + (line[2 * point] - '0')) * unit,
                        text.Y - text.Size + (line[2 * point + 1] - '0') * unit);
                }

                yield return points;
            }
        }
    }
}
