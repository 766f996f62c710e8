namespace RlOrleans.Environments;

/// <summary>How every snapshot begins: with the seed that the lanes play under.</summary>
internal static class SnapshotSeed
{
    public static void WriteSeed(this SnapshotWriter writer, in EnvironmentSeed seed)
    {
        writer.WriteUInt64(seed.Seed);
        writer.WriteByte(seed.Purpose);
        writer.WriteUInt32(seed.Agent);
        writer.WriteUInt32(seed.FirstLane);
    }

    public static EnvironmentSeed ReadSeed(this ref SnapshotReader reader) =>
        new(reader.ReadUInt64(), reader.ReadByte(), reader.ReadUInt32(), reader.ReadUInt32());
}
