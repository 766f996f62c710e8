using System.Buffers;
using System.Collections.Immutable;

namespace RlOrleans.Environments;

/// <summary>
/// What lanes are saved as, supervised or not. Body of the frame: for each lane whether it plays (uint8) and the episode that it is in
/// or starts next (uint32) · the snapshot of the simulators, empty where they cannot be saved.
/// </summary>
/// <param name="Plays">[N].</param>
/// <param name="Episodes">[N].</param>
/// <param name="State">The simulators' own.</param>
internal sealed record LaneSnapshot(bool[] Plays, uint[] Episodes, byte[] State)
{
    public ImmutableArray<byte> Write(string environmentId)
    {
        var body = new ArrayBufferWriter<byte>();
        var writer = new SnapshotWriter(body);
        for (int lane = 0; lane < Plays.Length; lane++)
        {
            writer.WriteByte(Plays[lane] ? (byte)1 : (byte)0);
            writer.WriteUInt32(Episodes[lane]);
        }

        writer.WriteBytes(State);
        var framed = new ArrayBufferWriter<byte>();
        SnapshotFrame.Write(framed, environmentId, Plays.Length, body.WrittenSpan);
        return [.. framed.WrittenSpan];
    }

    /// <exception cref="InvalidDataException">The snapshot is damaged, or is of another environment or number of lanes.</exception>
    public static LaneSnapshot Read(ReadOnlySpan<byte> source, string environmentId, int lanes)
    {
        var reader = SnapshotFrame.Open(source, environmentId, lanes);
        var (plays, episodes) = (new bool[lanes], new uint[lanes]);
        for (int lane = 0; lane < lanes; lane++)
        {
            plays[lane] = reader.ReadByte() != 0;
            episodes[lane] = reader.ReadUInt32();
        }

        return new LaneSnapshot(plays, episodes, reader.ReadBytes(reader.Remaining).ToArray());
    }
}
