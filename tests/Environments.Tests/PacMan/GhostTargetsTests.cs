using RlOrleans.Environments.PacMan;

namespace RlOrleans.Environments.Tests.PacMan;

public class GhostTargetsTests
{
    private static readonly int Player = Maze.Tile(12, 20);

    [Theory]
    [InlineData(Direction.Up)]
    [InlineData(Direction.ToLeft)]
    public void Prey_Blinky_IsPacMan(int heading) =>
        Assert.Equal((12, 20), GhostTargets.Prey(GhostName.Blinky, 0, Player, heading, 0));

    [Theory]
    [InlineData(Direction.ToRight, 16, 20)]
    [InlineData(Direction.ToDown, 12, 24)]
    [InlineData(Direction.ToLeft, 8, 20)]
    [InlineData(Direction.Up, 8, 16)]
    public void Prey_Pinky_IsFourTilesAheadAndUpIsLeftToo(int heading, int column, int row) =>
        Assert.Equal((column, row), GhostTargets.Prey(GhostName.Pinky, 0, Player, heading, 0));

    [Theory]
    [InlineData(Direction.ToRight, 18, 29)]
    [InlineData(Direction.ToDown, 14, 33)]
    [InlineData(Direction.ToLeft, 10, 29)]
    [InlineData(Direction.Up, 10, 25)]
    public void Prey_Inky_DoublesTheWayFromBlinkyToTwoTilesAhead(int heading, int column, int row) =>
        Assert.Equal((column, row), GhostTargets.Prey(GhostName.Inky, 0, Player, heading, Maze.Tile(10, 11)));

    [Theory]
    [InlineData(20, 20, 12, 20)]
    [InlineData(19, 20, 0, 31)]
    [InlineData(18, 26, 12, 20)]
    [InlineData(17, 26, 0, 31)]
    public void Prey_Clyde_IsPacManFromEightTilesOn(int ownColumn, int ownRow, int column, int row) =>
        Assert.Equal((column, row), GhostTargets.Prey(GhostName.Clyde, Maze.Tile(ownColumn, ownRow), Player, Direction.Up, 0));

    [Fact]
    public void Corner_OfEachGhost_IsItsOwn() =>
        Assert.Equal([(25, -3), (2, -3), (27, 31), (0, 31)], Enumerable.Range(0, GhostName.Count).Select(GhostTargets.Corner));
}
