namespace RlOrleans.Environments.MinAtar;

/// <summary>What a snapshot holds of Seaquest.</summary>
internal partial struct Seaquest
{
    public readonly void Save(SnapshotWriter writer)
    {
        writer.WriteInt32(Oxygen);
        writer.WriteInt32(DiverCount);
        writer.WriteBytes([(byte)X, (byte)Y, FacesRight ? (byte)1 : (byte)0, IsSurfaced ? (byte)1 : (byte)0]);
        writer.WriteBytes([SpawnInterval, SpawnTimer, DiverTimer, MoveInterval, ShotTimer, RampIndex]);
        Bullets.Save(writer);
        EnemyBullets.Save(writer);
        Fish.Save(writer);
        Submarines.Save(writer);
        Divers.Save(writer);
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
        Bullets.Load(ref reader);
        EnemyBullets.Load(ref reader);
        Fish.Load(ref reader);
        Submarines.Load(ref reader);
        Divers.Load(ref reader);
    }
}
