using System.Text;
using RlOrleans.Worker.Queue;

namespace RlOrleans.Worker.Tests.Queue;

public class ShardNotificationTests
{
    [Fact]
    public void Write_OneKey_IsTheJsonThatOtherWorkersRead() =>
        Assert.Equal("[\"episodes:pacman:000001\"]", Encoding.UTF8.GetString(ShardNotification.Write(["episodes:pacman:000001"])));

    [Fact]
    public void Read_RepeatedKeys_GivesEachOnce() =>
        Assert.Equal(["episodes:a:1", "episodes:a:2"], ShardNotification.Read("[\"episodes:a:1\", \"episodes:a:2\", \"episodes:a:1\"]"u8.ToArray()).AsEnumerable());

    [Theory]
    [InlineData("")]
    [InlineData("episodes:a:1")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("[\"secrets:a\"]")]
    [InlineData("[\"episodes:a:1\"")]
    public void Read_AnythingElse_IsRefused(string body) =>
        Assert.Throws<InvalidDataException>(() => ShardNotification.Read(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Read_TooLong_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => ShardNotification.Read(new byte[ShardNotification.MaxBodyBytes + 1]));

    [Theory]
    [InlineData("localhost:1234", "localhost", 1234, "env")]
    [InlineData("redis", "redis", 6379, "env")]
    [InlineData("redis://:p%40ss@host:1/2", "host", 1, "p@ss")]
    public void TryParse_RedisAddress_ReadsItsParts(string text, string host, int port, string password)
    {
        Assert.True(Worker.Staging.RedisAddress.TryParse(text, "env", out var address, out _));
        Assert.Equal((host, port, password), (address.Host, address.Port, address.Password));
        Assert.DoesNotContain(password, address.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amqp://host", "pacman", "env", "/", 5672)]
    [InlineData("amqp://me:secret@host:1/v", "me", "secret", "v", 1)]
    [InlineData("amqps://me@host", "me", "env", "/", 5671)]
    public void TryParse_RabbitAddress_ReadsItsParts(string text, string user, string password, string virtualHost, int port)
    {
        Assert.True(RabbitAddress.TryParse(text, "env", out var address, out _));
        Assert.Equal((user, password, virtualHost, port), (address.User, address.Password, address.VirtualHost, address.Port));
        Assert.DoesNotContain(password, address.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_RabbitAddressWithoutPassword_IsRefusedWithWhereToSetIt()
    {
        Assert.False(RabbitAddress.TryParse("amqp://me@host", null, out _, out string? error));
        Assert.Contains("RABBITMQ_PASSWORD", error, StringComparison.Ordinal);
    }
}
