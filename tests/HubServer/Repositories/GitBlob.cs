using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RlOrleans.HubServer.Repositories;

/// <summary>Names contents as git does.</summary>
internal static class GitBlob
{
    /// <summary>SHA-1 of the blob with its header (git-hash-object).</summary>
    public static string OidOf(byte[] content)
    {
        byte[] header = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {content.Length}\0"));
#pragma warning disable CA5350 // Git names its objects by SHA-1.
        return Convert.ToHexStringLower(SHA1.HashData([.. header, .. content]));
#pragma warning restore CA5350
    }

    /// <summary>The text that stands in git for a content that LFS keeps (git-lfs/docs/spec.md).</summary>
    public static byte[] Pointer(string oid, long size) => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {size}\n"));
}
