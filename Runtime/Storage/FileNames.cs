using System.Security.Cryptography;
using System.Text;

namespace Orleans.Storage;

/// <summary>
/// Turns any text into a file name that every file system takes and that no other text has: a readable part and, where
/// that part is not the text itself, a hash.
/// </summary>
internal static class FileNames
{
    private const int MaxReadable = 80;
    private const int HashBytes = 12;

    // Names that Windows takes for devices, whatever their extension.
    private static readonly HashSet<string> Devices =
    [
        "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
        "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    ];

    public static string Escape(string text)
    {
        StringBuilder readable = new();
        bool isExact = text.Length is > 0 and <= MaxReadable && text[0] != '.' && text[^1] != '.' && !Devices.Contains(text.Split('.')[0]);
        foreach (char character in text)
        {
            if (readable.Length == MaxReadable)
            {
                break;
            }

            // Some file systems do not tell upper from lower case, so upper case is not exact.
            bool isSafe = character is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_' || (character == '.' && readable.Length > 0);
            isExact &= isSafe;
            readable.Append(isSafe || character is >= 'A' and <= 'Z' ? character : '_');
        }

        return isExact ? text : $"{readable}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes))}";
    }
}
