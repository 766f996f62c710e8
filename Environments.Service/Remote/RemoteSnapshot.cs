using System.Buffers;

namespace RlOrleans.Environments.Service.Remote;

/// <summary>
/// What a remote environment saves: seed and episodes, which the client knows, and the service's own snapshot. Body of the frame: seed (uint64) · purpose (uint8) · agent (uint32) · first lane (uint32) · N episodes (uint32) ·
/// the snapshot, empty where the service gives none.
/// </summary>
internal sealed record RemoteSnapshot(EnvironmentSeed Seed, uint[] Episodes, byte[] State)
{
    public void Write(IBufferWriter<byte> destination, string environmentId)
    {
        var body = new ArrayBufferWriter<byte>();
        var writer = new SnapshotWriter(body);
        writer.WriteUInt64(Seed.Seed);
        writer.WriteByte(Seed.Purpose);
        writer.WriteUInt32(Seed.Agent);
        writer.WriteUInt32(Seed.FirstLane);
        foreach (uint episode in Episodes)
            writer.WriteUInt32(episode);
        writer.WriteBytes(State);
        SnapshotFrame.Write(destination, environmentId, Episodes.Length, body.WrittenSpan);
    }

    /// <exception cref="InvalidDataException">The snapshot is damaged, or is of another environment or number of lanes.</exception>
    public static RemoteSnapshot Read(ReadOnlySpan<byte> source, string environmentId, int lanes)
    {
        SnapshotReader reader = SnapshotFrame.Open(source, environmentId, lanes);
        var seed = new EnvironmentSeed(reader.ReadUInt64(), reader.ReadByte(), reader.ReadUInt32(), reader.ReadUInt32());
        var episodes = new uint[lanes];
        for (int lane = 0; lane < lanes; lane++)
            episodes[lane] = reader.ReadUInt32();
        return new RemoteSnapshot(seed, episodes, reader.ReadBytes(reader.Remaining).ToArray());
    }
}
