namespace RlOrleans.Environments.Rendering;

/// <summary>A shape, and the frames in which it shows: from the first to before the end.</summary>
internal sealed record ShapeSpan(Shape Shape, int FirstFrame)
{
    public int EndFrame { get; private set; }

    /// <summary>
    /// The shapes of all frames in one order from back to front that holds in every one of them. A shape goes on from the
    /// frame before where that does not put it in front of one that it is behind.
    /// </summary>
    public static IReadOnlyList<ShapeSpan> Merge(IReadOnlyList<Scene> frames)
    {
        var order = new LinkedList<ShapeSpan>();
        var showing = new List<LinkedListNode<ShapeSpan>>();
        var before = new Dictionary<Shape, Queue<int>>();
        for (int frame = 0; frame < frames.Count; frame++)
        {
            before.Clear();
            for (int i = 0; i < showing.Count; i++)
            {
                if (!before.TryGetValue(showing[i].Value.Shape, out Queue<int>? places))
                    before.Add(showing[i].Value.Shape, places = new Queue<int>());
                places.Enqueue(i);
            }

            // `passed` is the place among those showing that the shapes of this frame have come to.
            int passed = -1;
            LinkedListNode<ShapeSpan>? last = null;
            var next = new List<LinkedListNode<ShapeSpan>>(frames[frame].Shapes.Count);
            foreach (Shape shape in frames[frame].Shapes)
            {
                if (TakeBeyond(before, shape, passed) is { } place)
                {
                    passed = place;
                    last = showing[place];
                }
                else
                {
                    var span = new ShapeSpan(shape, frame);
                    last = last is null ? order.AddFirst(span) : order.AddAfter(last, span);
                }

                last.Value.EndFrame = frame + 1;
                next.Add(last);
            }

            showing = next;
        }

        return [.. order];
    }

    private static int? TakeBeyond(Dictionary<Shape, Queue<int>> before, Shape shape, int passed)
    {
        if (!before.TryGetValue(shape, out Queue<int>? places))
            return null;
        while (places.TryDequeue(out int place))
        {
            if (place > passed)
                return place;
        }

        return null;
    }
}
