namespace RlOrleans.Environments.MinAtar;

/// <summary>What a snapshot holds of Seaquest.</summary>
internal partial struct Seaquest
{
    private static ReadOnlySpan<SwimmerKind> SavedKinds =>
        [SwimmerKind.Bullet, SwimmerKind.EnemyBullet, SwimmerKind.Fish, SwimmerKind.Submarine, SwimmerKind.Diver];

    public readonly void Save(SnapshotWriter writer)
    {
        writer.WriteInt32(Oxygen);
        writer.WriteInt32(DiverCount);
        writer.WriteBytes([(byte)X, (byte)Y, FacesRight ? (byte)1 : (byte)0, IsSurfaced ? (byte)1 : (byte)0]);
        writer.WriteBytes([SpawnInterval, SpawnTimer, DiverTimer, MoveInterval, ShotTimer, RampIndex]);
        foreach (SwimmerKind kind in SavedKinds)
            Swimmers.Save(kind, writer);
    }

    public void Load(ref SnapshotReader reader)
    {
        int oxygen = reader.ReadInt32(), divers = reader.ReadInt32();
        (Oxygen, DiverCount) = ((short)oxygen, (short)divers);
        (X, Y) = ((sbyte)reader.ReadByte(), (sbyte)reader.ReadByte());
        (FacesRight, IsSurfaced) = (reader.ReadByte() != 0, reader.ReadByte() != 0);
        (SpawnInterval, SpawnTimer, DiverTimer) = (reader.ReadByte(), reader.ReadByte(), reader.ReadByte());
        (MoveInterval, ShotTimer, RampIndex) = (reader.ReadByte(), reader.ReadByte(), reader.ReadByte());
        IsOver = false;
        bool headingFits = FacesRight ? X is >= 1 and <= Last : X is >= 0 and < Last;
        bool possible = oxygen is >= 0 and <= MaxOxygen && divers is >= short.MinValue and <= MaxDivers && headingFits && Y is >= 0 and <= SeaBed
            && SpawnInterval is >= 1 and <= StartSpawnInterval && SpawnTimer <= StartSpawnInterval && DiverTimer <= DiverSpawnInterval
            && MoveInterval is >= FastestMoveInterval and <= StartMoveInterval && ShotTimer <= ShotCooldown;
        if (!possible)
            throw new InvalidDataException("The snapshot has a game of Seaquest that cannot be.");
        Swimmers.Clear();
        foreach (SwimmerKind kind in SavedKinds)
            Swimmers.Load(kind, ref reader);
    }
}
