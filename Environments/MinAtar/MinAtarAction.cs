namespace RlOrleans.Environments.MinAtar;

/// <summary>The six actions of MinAtar. Each game takes the ones that do something in it, in this order.</summary>
internal enum MinAtarAction : byte
{
    Noop,
    Left,
    Up,
    Right,
    Down,
    Fire,
}
