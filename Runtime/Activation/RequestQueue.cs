namespace Orleans.Runtime;

/// <summary>The calls that an activation has taken from its mailbox but may not start yet, in order of arrival.</summary>
internal struct RequestQueue
{
    private RequestBase? _first;
    private RequestBase? _last;

    public readonly bool IsEmpty => _first is null;

    public int Count { get; private set; }

    public void Add(RequestBase request)
    {
        request.NextItem = null;
        if (_last is null)
        {
            _first = request;
        }
        else
        {
            _last.NextItem = request;
        }

        _last = request;
        Count++;
    }

    /// <summary>Takes out the first call that meets the condition.</summary>
    public RequestBase? TakeFirst(Func<RequestBase, bool> condition)
    {
        RequestBase? previous = null;
        for (var request = _first; request is not null; previous = request, request = (RequestBase?)request.NextItem)
        {
            if (!condition(request))
            {
                continue;
            }

            var next = (RequestBase?)request.NextItem;
            if (previous is null)
            {
                _first = next;
            }
            else
            {
                previous.NextItem = next;
            }

            if (ReferenceEquals(_last, request))
            {
                _last = previous;
            }

            request.NextItem = null;
            Count--;
            return request;
        }

        return null;
    }

    /// <summary>Takes out the first call.</summary>
    public RequestBase? Take()
    {
        if (_first is not { } request)
        {
            return null;
        }

        _first = (RequestBase?)request.NextItem;
        _last = _first is null ? null : _last;
        request.NextItem = null;
        Count--;
        return request;
    }
}
