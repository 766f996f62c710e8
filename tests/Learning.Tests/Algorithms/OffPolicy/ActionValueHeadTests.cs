namespace RlOrleans.Learning.Tests.Algorithms;

public sealed unsafe class ActionValueHeadTests
{
    private const int Choices = 3;

    [Fact]
    public void Sample_NoExploration_TakesTheBestAction()
    {
        ActionValueHead head = Head(epsilon: 0);
        Assert.All(Draws(head, 100), action => Assert.Equal(1, action));
    }

    [Fact]
    public void Sample_NothingButExploration_TakesAllActionsAlike()
    {
        ActionValueHead head = Head(epsilon: 1);
        int[] counts = [.. Draws(head, 3000).GroupBy(action => action).OrderBy(group => group.Key).Select(group => group.Count())];
        Assert.Equal(Choices, counts.Length);
        Assert.All(counts, count => Assert.InRange(count, 900, 1100));
    }

    [Fact]
    public void Mode_NothingButExploration_TakesTheBestAction()
    {
        float[] action = new float[1];
        Head(epsilon: 1).Mode(0, action);
        Assert.Equal(1, action[0]);
    }

    [Fact]
    public void ValueOf_Duelling_AddsTheAdvantageOverTheMean()
    {
        // V = 10 and A = 1, 5, 3, whose mean is 3.
        ActionValueHead head = Head(epsilon: 0, duelling: true, 10, 1, 5, 3);
        Assert.Equal([8f, 12f, 10f], Enumerable.Range(0, Choices).Select(choice => head.ValueOf(0, choice)));
    }

    [Fact]
    public void Backward_Duelling_IsTheDerivativeOfTheValue()
    {
        var gradients = new FloatBuffer((Choices + 1) * FloatBuffer.Line);
        Head(epsilon: 0, duelling: true, 10, 1, 5, 3).Backward(row: 0, choice: 1, gradient: 3, gradients.Pointer);
        Assert.Equal([3f, -1f, 2f, -1f], Enumerable.Range(0, Choices + 1).Select(output => gradients.Span[output * FloatBuffer.Line]));
    }

    private static IEnumerable<float> Draws(ActionValueHead head, int count)
    {
        float[] action = new float[1];
        for (int i = 0; i < count; i++)
        {
            head.Sample(0, new CounterRandom(seed: 1, RandomPurpose.Action, agent: 0, lane: 0), (ulong)i, action);
            yield return action[0];
        }
    }

    private static ActionValueHead Head(float epsilon, bool duelling = false, params float[] outputs)
    {
        if (outputs.Length == 0)
            outputs = [1, 5, 3];
        var head = new ActionValueHead(Choices, duelling, rowCapacity: 1);
        var values = new FloatBuffer(outputs.Length * FloatBuffer.Line);
        for (int i = 0; i < outputs.Length; i++)
            values.Span[i * FloatBuffer.Line] = outputs[i];
        head.Set(values.Pointer, &epsilon, rows: 1);
        GC.KeepAlive(values);
        return head;
    }
}
