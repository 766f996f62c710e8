namespace RlOrleans.Environments.PacMan;

/// <summary>What a snapshot holds of a game.</summary>
internal partial struct PacManGame
{
    // A score that nobody reaches, and levels likewise: bounds that arithmetic stays within.
    private const int MaxScore = 1 << 28;
    private const int MaxLevel = 1 << 16;

    public readonly void Save(SnapshotWriter writer)
    {
        Pellets.Save(writer);
        Player.Save(writer);
        foreach (Ghost ghost in Ghosts)
            ghost.Save(writer);
        writer.WriteInt32(Score);
        writer.WriteInt32(Level);
        writer.WriteInt32(FrightLeft);
        writer.WriteInt32(FruitLeft);
        writer.WriteInt32(Clock);
        writer.WriteInt32(_sincePellet);
        writer.WriteBytes([Lives, GhostsEaten, _pause, _countsForAll ? (byte)1 : (byte)0, _pelletsForAll, _elroyWaits ? (byte)1 : (byte)0]);
        writer.WriteBytes(_housePellets);
    }

    /// <exception cref="InvalidDataException">What is read cannot be a game that is not over.</exception>
    public void Load(ref SnapshotReader reader)
    {
        Pellets.Load(ref reader);
        PelletsLeft = (short)Pellets.Count;
        Player.Load(ref reader);
        for (int ghost = 0; ghost < GhostName.Count; ghost++)
            Ghosts[ghost].Load(ref reader);
        Score = reader.ReadInt32();
        Level = reader.ReadInt32();
        int frightLeft = reader.ReadInt32(), fruitLeft = reader.ReadInt32();
        Clock = reader.ReadInt32();
        int sincePellet = reader.ReadInt32();
        Lives = reader.ReadByte();
        GhostsEaten = reader.ReadByte();
        _pause = reader.ReadByte();
        _countsForAll = reader.ReadByte() != 0;
        _pelletsForAll = reader.ReadByte();
        _elroyWaits = reader.ReadByte() != 0;
        reader.ReadBytes(GhostName.Count).CopyTo(_housePellets);
        bool possible = PelletsLeft > 0 && Score is >= 0 and < MaxScore && Level is >= 1 and < MaxLevel && Lives is >= 1 and <= MaxLives
            && frightLeft is >= 0 and <= LevelRules.MaxFrightSteps && fruitLeft is >= 0 and < FruitSteps + FruitExtraSteps
            && Clock > -MaxClockDelay && sincePellet is >= 0 and <= short.MaxValue && GhostsEaten <= GhostName.Count
            && _pause <= PowerPelletFrames + FramesPerStep;
        if (!possible)
            throw new InvalidDataException("The snapshot has a game of Pac-Man that cannot be.");
        _turn = 0;
        foreach (int end in LevelRules.ScheduleOf(Level))
            _turn += Clock >= end ? (byte)1 : (byte)0;
        (FrightLeft, FruitLeft, _sincePellet) = ((short)frightLeft, (short)fruitLeft, (short)sincePellet);
    }
}
