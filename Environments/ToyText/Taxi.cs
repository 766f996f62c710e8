using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.ToyText;

/// <summary>
/// Taxi-v4 with Gymnasium's map, rewards, limits and moves. Action 0 drives south, 1 north, 2 east, 3 west, 4 picks the
/// passenger up and 5 lets them out. Every step costs 1, a pick-up or drop-off that is not allowed costs 10, and the
/// right drop-off is worth 20 and ends the episode. Dietterich, "Hierarchical reinforcement learning with the MAXQ value
/// function decomposition" (2000).
/// </summary>
/// <remarks>
/// State: ((row · 5 + column) · 5 + passenger) · 4 + destination. The passenger waits at stand 0 to 3, or sits in the
/// taxi (4). An episode starts anywhere, with the passenger at another stand than the destination.
/// </remarks>
internal static class Taxi
{
    private const int Side = 5;
    private const int InTaxi = 4;
    private const int ActionCount = 6;

    // One character a field, and the one after it says whether the way east is open.
    private static readonly string[] Map = ["R: | : :G", " : | : : ", " : : : : ", " | : | : ", "Y| : |B: "];

    private static readonly (int Row, int Column)[] Stands = [(0, 0), (0, 4), (4, 0), (4, 3)];

    public static TabularTask Task { get; } = new(
        new EnvironmentSpec(
            "Taxi-v4",
            TabularTask.OneHot(Side * Side * (Stands.Length + 1) * Stands.Length),
            new DiscreteSpace(ActionCount),
            MaxEpisodeSteps: 200,
            RewardThreshold: 8,
            "Fetch a passenger by taxi and bring them where they want to go (state one-hot)."),
        new TransitionTable(Side * Side * (Stands.Length + 1) * Stands.Length, ActionCount, StartStates(), Outcomes),
        Draw);

    private static int Encode(int row, int column, int passenger, int destination) =>
        ((row * Side + column) * (Stands.Length + 1) + passenger) * Stands.Length + destination;

    private static bool IsOpenEastOf(int row, int column) => column is >= 0 and < Side - 1 && Map[row][2 * column + 1] == ':';

    private static void Draw(int state, Scene scene)
    {
        int passenger = state / Stands.Length % (Stands.Length + 1), field = state / Stands.Length / (Stands.Length + 1);
        TaxiScene.Draw(scene, Side, Stands, IsOpenEastOf, (field / Side, field % Side), passenger == InTaxi ? -1 : passenger, state % Stands.Length);
    }

    private static int[] StartStates() =>
    [
        .. from row in Enumerable.Range(0, Side)
           from column in Enumerable.Range(0, Side)
           from passenger in Enumerable.Range(0, Stands.Length)
           from destination in Enumerable.Range(0, Stands.Length)
           where passenger != destination
           select Encode(row, column, passenger, destination),
    ];

    private static Transition[] Outcomes(int state, int action)
    {
        int destination = state % Stands.Length, passenger = state / Stands.Length % (Stands.Length + 1);
        int field = state / Stands.Length / (Stands.Length + 1), row = field / Side, column = field % Side;
        int here = Array.IndexOf(Stands, (row, column));
        return action switch
        {
            0 => Drive(Math.Min(row + 1, Side - 1), column),
            1 => Drive(Math.Max(row - 1, 0), column),
            2 => Drive(row, IsOpenEastOf(row, column) ? column + 1 : column),
            3 => Drive(row, IsOpenEastOf(row, column - 1) ? column - 1 : column),
            4 => passenger < InTaxi && passenger == here ? Carry(InTaxi, -1, terminated: false) : Carry(passenger, -10, terminated: false),
            _ when passenger == InTaxi && here == destination => Carry(here, 20, terminated: true),
            _ when passenger == InTaxi && here >= 0 => Carry(here, -1, terminated: false),
            _ => Carry(passenger, -10, terminated: false),
        };

        Transition[] Drive(int toRow, int toColumn) => [new Transition(1, Encode(toRow, toColumn, passenger, destination), -1, Terminated: false)];

        Transition[] Carry(int to, float reward, bool terminated) => [new Transition(1, Encode(row, column, to, destination), reward, terminated)];
    }
}
