using RlOrleans.Environments.PacMan;

namespace RlOrleans.Environments.Tests.PacMan;

public class MazeTests
{
    [Fact]
    public void PelletTiles_OfALevel_Are240And4()
    {
        Assert.Equal(244, Maze.PelletTiles.Count);
        Assert.Equal(PelletSet.Capacity, Maze.PelletTiles.Count);
        Assert.Equal(
            [Maze.Tile(1, 3), Maze.Tile(26, 3), Maze.Tile(1, 23), Maze.Tile(26, 23)],
            Maze.PowerPelletTiles.Select(tile => (int)tile));
        Assert.Equal(240, Maze.PelletTiles.Count(tile => !Maze.IsPowerPellet(tile)));
    }

    [Fact]
    public void Ways_OfBothHalves_AreMirrored()
    {
        for (int row = 0; row < Maze.Height; row++)
        {
            for (int column = 0; column < Maze.Width; column++)
            {
                int tile = Maze.Tile(column, row), mirrored = Maze.Tile(Maze.Width - 1 - column, row);
                Assert.Equal(Maze.IsWay(tile), Maze.IsWay(mirrored));
                Assert.Equal(Maze.Pellet(tile) >= 0, Maze.Pellet(mirrored) >= 0);
            }
        }
    }

    [Fact]
    public void Exits_OfEveryWay_LeadBackAndAreNoDeadEnds()
    {
        for (int tile = 0; tile < Maze.TileCount; tile++)
        {
            if (!Maze.IsWay(tile))
                continue;
            Assert.InRange(System.Numerics.BitOperations.PopCount((uint)Maze.Exits(tile)), 2, 4);
            for (int direction = 0; direction < Direction.Count; direction++)
            {
                int next = Maze.Next(tile, direction);
                Assert.Equal(next >= 0, (Maze.Exits(tile) >> direction & 1) != 0);
                if (next >= 0)
                    Assert.Equal(tile, Maze.Next(next, Direction.Opposite(direction)));
            }
        }
    }

    [Fact]
    public void Next_TunnelEnds_AreNeighbours()
    {
        Assert.Equal(Maze.Tile(27, 14), Maze.Next(Maze.Tile(0, 14), Direction.ToLeft));
        Assert.Equal(Maze.Tile(0, 14), Maze.Next(Maze.Tile(27, 14), Direction.ToRight));
        Assert.True(Maze.IsTunnel(Maze.Tile(5, 14)));
        Assert.False(Maze.IsTunnel(Maze.Tile(6, 14)));
    }

    [Fact]
    public void Distance_BetweenTilesOfARow_IsTheShorterWay()
    {
        Assert.Equal(4, MazePaths.Distance(Maze.Tile(1, 1), Maze.Tile(5, 1)));
        Assert.Equal(3, MazePaths.Distance(Maze.Tile(1, 14), Maze.Tile(26, 14)));

        // From the upper left corner: straight down, or right at first; up and left there are walls.
        uint ahead = MazePaths.DistanceAhead(Maze.Tile(1, 1), Maze.Tile(1, 5));
        Assert.Equal((MazePaths.Unreachable, 4, MazePaths.Unreachable), ((byte)ahead, (byte)(ahead >> 16), (byte)(ahead >> 24)));
        Assert.Equal(1 + MazePaths.Distance(Maze.Tile(2, 1), Maze.Tile(1, 5)), (byte)(ahead >> 8));
    }

    [Fact]
    public void PelletsFrom_AnyTile_AreAllOfThemNearestFirst()
    {
        int from = Maze.Tile(13, 11);
        byte[] pellets = MazePaths.PelletsFrom(from).ToArray();
        Assert.Equal(Enumerable.Range(0, PelletSet.Capacity), pellets.Select(pellet => (int)pellet).Order());
        int[] distances = [.. pellets.Select(pellet => MazePaths.Distance(from, Maze.PelletTiles[pellet]))];
        Assert.Equal(distances.Order(), distances);
    }
}
