using System.Security.Cryptography;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Tests.Hosting;

public sealed class SealedSecretsTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("groundwork-test-").FullName;

    [Fact]
    public async Task Many_at_once_each_get_their_own_secret_back()
    {
        var secrets = In(folder);
        var wrong = 0;
        // Threads of its own: the pool of a test run may have one to give.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Factory.StartNew(() =>
        {
            var secret = RandomNumberGenerator.GetBytes(32);
            for (var i = 0; i < 20_000; i++)
                if (!secret.AsSpan().SequenceEqual(secrets.Open(secrets.Seal(secret, "owner"), "owner")))
                    Interlocked.Increment(ref wrong);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        wrong.ShouldBe(0);
    }

    [Fact]
    public void A_secret_opens_for_its_owner_and_under_its_key_only()
    {
        var seal = In(folder).Seal([1, 2, 3], "one");
        In(folder).Open(seal, "one").ShouldBe([1, 2, 3]);
        In(folder).Open(seal, "two").ShouldBeNull();
        In(Directory.CreateDirectory(Path.Combine(folder, "other")).FullName).Open(seal, "one").ShouldBeNull();
    }

    static SealedSecrets In(string folder) => new(new ServerSettings { Data = folder });

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
