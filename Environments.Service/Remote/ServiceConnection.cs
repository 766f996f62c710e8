using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using RlOrleans.Environments.Service.Protocol;

namespace RlOrleans.Environments.Service.Remote;

/// <summary>
/// Requests to one environment service, over connections that are kept. Everything is synchronous, like the environments
/// that stand on it: no thread waits for work that another thread of the pool has to do. Safe for concurrent use.
/// </summary>
internal sealed class ServiceConnection : IDisposable
{
    private static readonly MediaTypeWithQualityHeaderValue AcceptBinary = new(MediaTypes.Binary);
    private static readonly MediaTypeWithQualityHeaderValue AcceptReturns = new(MediaTypes.Binary)
    {
        Parameters = { new NameValueHeaderValue(MediaTypes.ReturnsParameter, MediaTypes.ReturnsFormat) },
    };

    private static readonly MediaTypeWithQualityHeaderValue AcceptJson = new(MediaTypes.Json);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IdleConnection = TimeSpan.FromSeconds(60);
    private const int MaxProblemBytes = 64 << 10;

    private readonly HttpMessageInvoker _http;
    private readonly Uri _service;
    private readonly RemoteEnvironmentOptions _options;

    public ServiceConnection(Uri service, RemoteEnvironmentOptions options)
    {
        options.Validate();
        _service = service;
        _options = options;

        // A handler without HttpClient's layers: each costs microseconds of a step that takes a hundred.
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionIdleTimeout = IdleConnection,
        });
    }

    public RemoteEnvironmentOptions Options => _options;

    /// <summary>The address of a path of the service.</summary>
    public Uri At(string path) => new(_service, path);

    /// <summary>
    /// Sends a request, and again while the service cannot be reached. Every request of the protocol may be repeated:
    /// commands are numbered, and of a creation that was carried out twice one instance expires unused.
    /// </summary>
    /// <param name="request">What to ask; its answer is read into <paramref name="answer"/>.</param>
    /// <param name="answer">Receives the body.</param>
    /// <exception cref="ServiceProblemException">The service refused.</exception>
    /// <exception cref="RemoteEnvironmentException">The service cannot be reached, or does not keep to the protocol.</exception>
    public void Send(in ServiceRequest request, PooledBuffer answer)
    {
        long start = _options.Time.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            string trouble;
            Exception cause;
            TimeSpan asked = TimeSpan.Zero;
            try
            {
                SendOnce(request, answer);
                if (attempt > 1)
                    _options.OnTrouble?.Invoke($"{_service} answers again, after {_options.Time.GetElapsedTime(start).TotalSeconds:F1} s.");
                return;
            }
            catch (ServiceProblemException problem) when (problem.IsTemporary)
            {
                (trouble, cause, asked) = (problem.Message, problem, problem.RetryAfter);
            }
            catch (Exception exception) when (exception is (HttpRequestException or IOException or OperationCanceledException) and not RemoteEnvironmentException)
            {
                trouble = exception is OperationCanceledException
                    ? $"no answer within {_options.RequestTimeout.TotalSeconds:0.###} s"
                    : exception.Message;
                cause = exception;
            }

            TimeSpan pause = Backoff.Pause(_options, attempt, start);
            pause = pause > asked ? pause : asked;
            if (_options.Time.GetElapsedTime(start) + pause > _options.GiveUpAfter)
            {
                throw new RemoteEnvironmentException(
                    $"The environment service at {_service} cannot be used: {trouble} ({attempt} attempts).", (cause as ServiceProblemException)?.Code, cause);
            }

            if (attempt == 1)
                _options.OnTrouble?.Invoke($"{_service} does not answer ({trouble}); trying again for up to {_options.GiveUpAfter.TotalSeconds:0} s.");
            Backoff.Wait(_options.Time, pause);
        }
    }

    /// <summary>Sends a request once, and does not mind when nobody takes it.</summary>
    /// <param name="request">What to ask; its answer is read into <paramref name="answer"/>.</param>
    /// <param name="answer">Receives the body.</param>
    /// <returns>Whether it was answered well.</returns>
    public bool Attempt(in ServiceRequest request, PooledBuffer answer)
    {
        try
        {
            SendOnce(request, answer);
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or ServiceProblemException)
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();

    private void SendOnce(in ServiceRequest request, PooledBuffer answer)
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _options.Time);
        using var message = new HttpRequestMessage(request.Method, request.Address);
        message.Headers.Accept.Add(request.AcceptsReturns ? AcceptReturns : request.AcceptsBinary ? AcceptBinary : AcceptJson);
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = request.BodyType;
        }

        using HttpResponseMessage response = _http.Send(message, timeout.Token);
        using Stream content = response.Content.ReadAsStream(timeout.Token);

        // The synchronous read of a body takes no token: a stalled one ends with its connection.
        using CancellationTokenRegistration stall = timeout.Token.UnsafeRegister(static state => ((HttpResponseMessage)state!).Dispose(), response);
        try
        {
            if (!response.IsSuccessStatusCode)
                throw ReadProblem(response, content);
            answer.Fill(content, request.MostAnswerBytes);
        }
        catch (Exception exception) when (timeout.IsCancellationRequested && exception is not ServiceProblemException)
        {
            throw new OperationCanceledException(exception.Message, exception, timeout.Token);
        }
        catch (InvalidDataException exception)
        {
            throw new RemoteEnvironmentException($"{_service} does not keep to the protocol: {exception.Message}", null, exception);
        }

        if (response.Content.Headers.ContentLength is { } announced && announced != answer.Length)
            throw new IOException($"the answer ended after {answer.Length} of {announced} bytes");
    }

    private ServiceProblemException ReadProblem(HttpResponseMessage response, Stream content)
    {
        string? code = null, detail = null;
        try
        {
            using var buffer = new PooledBuffer();
            buffer.Fill(content, MaxProblemBytes);
            using JsonDocument json = JsonDocument.Parse(buffer.Memory);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                code = TextOf(json.RootElement, "code");
                detail = TextOf(json.RootElement, "detail");
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            // A proxy, or a server that has other words for its errors: the status has to do.
        }

        return new ServiceProblemException(
            (int)response.StatusCode,
            code,
            detail ?? $"{_service} answered {(int)response.StatusCode} {response.ReasonPhrase}",
            response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero);
    }

    private static string? TextOf(JsonElement json, string name)
        => json.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
