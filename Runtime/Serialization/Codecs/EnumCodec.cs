using System.Runtime.CompilerServices;

using Orleans.Serialization.Buffers;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

/// <summary>An enum travels as the integer under it.</summary>
internal sealed class EnumCodec<T>() : Codec<T>(WireKind.VarInt)
    where T : struct
{
    private static readonly bool IsSigned =
        Type.GetTypeCode(typeof(T)) is TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64;

    public override void Write(ref Writer writer, T value)
    {
        switch (Unsafe.SizeOf<T>())
        {
            case 1 when IsSigned:
                writer.WriteVarInt64(Unsafe.BitCast<T, sbyte>(value));
                break;
            case 1:
                writer.WriteVarUInt64(Unsafe.BitCast<T, byte>(value));
                break;
            case 2 when IsSigned:
                writer.WriteVarInt64(Unsafe.BitCast<T, short>(value));
                break;
            case 2:
                writer.WriteVarUInt64(Unsafe.BitCast<T, ushort>(value));
                break;
            case 4 when IsSigned:
                writer.WriteVarInt64(Unsafe.BitCast<T, int>(value));
                break;
            case 4:
                writer.WriteVarUInt64(Unsafe.BitCast<T, uint>(value));
                break;
            default:
                if (IsSigned)
                {
                    writer.WriteVarInt64(Unsafe.BitCast<T, long>(value));
                }
                else
                {
                    writer.WriteVarUInt64(Unsafe.BitCast<T, ulong>(value));
                }

                break;
        }
    }

    public override T Read(ref Reader reader) => Unsafe.SizeOf<T>() switch
    {
        1 => IsSigned ? As(CodecCache<sbyte>.Codec.Read(ref reader)) : As(CodecCache<byte>.Codec.Read(ref reader)),
        2 => IsSigned ? As(CodecCache<short>.Codec.Read(ref reader)) : As(CodecCache<ushort>.Codec.Read(ref reader)),
        4 => IsSigned ? As(CodecCache<int>.Codec.Read(ref reader)) : As(CodecCache<uint>.Codec.Read(ref reader)),
        _ => As(IsSigned ? reader.ReadVarInt64() : (long)reader.ReadVarUInt64()),
    };

    private static T As<TInteger>(TInteger value)
        where TInteger : struct =>
        Unsafe.BitCast<TInteger, T>(value);
}
