using System.Globalization;
using System.Net;

using Orleans.Serialization.Buffers;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

/// <summary>An immutable object that travels as its text.</summary>
internal abstract class TextualCodec<T>() : Codec<T>(WireKind.Bytes)
    where T : class
{
    public override bool IsShallow => true;

    public override void Write(ref Writer writer, T value) => CodecCache<string>.Codec.Write(ref writer, value is null ? null! : Format(value));

    public override T Read(ref Reader reader) => CodecCache<string>.Codec.Read(ref reader) is { } text ? Parse(text) : null!;

    public override void WritePresent(ref Writer writer, T value) => CodecCache<string>.Codec.WritePresent(ref writer, Format(value));

    public override T ReadPresent(ref Reader reader) => Parse(CodecCache<string>.Codec.ReadPresent(ref reader));

    protected abstract string Format(T value);

    protected abstract T Parse(string text);
}

internal sealed class UriCodec : TextualCodec<Uri>
{
    protected override string Format(Uri value) => value.OriginalString;

    protected override Uri Parse(string text) => new(text, UriKind.RelativeOrAbsolute);
}

internal sealed class VersionCodec : TextualCodec<Version>
{
    protected override string Format(Version value) => value.ToString();

    protected override Version Parse(string text) => Version.Parse(text);
}

internal sealed class IPAddressCodec : TextualCodec<IPAddress>
{
    protected override string Format(IPAddress value) => value.ToString();

    protected override IPAddress Parse(string text) => IPAddress.Parse(text);
}

internal sealed class IPEndPointCodec : TextualCodec<IPEndPoint>
{
    protected override string Format(IPEndPoint value) => value.ToString();

    protected override IPEndPoint Parse(string text) => IPEndPoint.Parse(text);
}

internal sealed class CultureInfoCodec : TextualCodec<CultureInfo>
{
    protected override string Format(CultureInfo value) => value.Name;

    protected override CultureInfo Parse(string text) => CultureInfo.GetCultureInfo(text);
}
