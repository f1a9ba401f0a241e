using Groundwork.Core.Unicode;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Groundwork.Server.Features.Accounts;

/// <summary>
/// Hashes passwords and checks them, a few at a time: hashing is slow on purpose, and a flood of sign-ins must leave the
/// processors to those who are at work.
/// </summary>
public sealed class Passwords : IDisposable
{
    /// <summary>Of PBKDF2 with HMAC-SHA-512; what was hashed with fewer is hashed anew at the next sign-in.</summary>
    public const int Iterations = 210_000;

    const int MostWaiting = 64;

    static readonly PasswordHasher<string> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    readonly int most = Math.Max(1, Environment.ProcessorCount / 2);
    readonly SemaphoreSlim gate;
    int inside;

    public Passwords() => gate = new SemaphoreSlim(most);

    /// <summary>Was the password right, and if it should be stored anew, as what?</summary>
    public sealed record Checked(bool Right, string? Anew);

    /// <summary>The hash to store; null when too many wait already.</summary>
    public Task<string?> Hash(string password) => Run(() => Hasher.HashPassword("", NormalText.Nfkc(password)));

    /// <summary>Checks a password; null when too many wait already. Without a hash it takes as long and is wrong.</summary>
    public Task<Checked?> Check(string? hash, string password) => Run(() =>
    {
        var typed = NormalText.Nfkc(password);
        if (hash is null)
        {
            Hasher.HashPassword("", typed);
            return new Checked(false, null);
        }
        return Hasher.VerifyHashedPassword("", hash, typed) switch
        {
            PasswordVerificationResult.Success => new Checked(true, null),
            PasswordVerificationResult.SuccessRehashNeeded => new Checked(true, Hasher.HashPassword("", typed)),
            _ => new Checked(false, null),
        };
    });

    async Task<T?> Run<T>(Func<T> work) where T : class
    {
        if (Interlocked.Increment(ref inside) > MostWaiting + most)
        {
            Interlocked.Decrement(ref inside);
            return null;
        }
        try
        {
            await gate.WaitAsync();
            try
            {
                return await Task.Run(work);
            }
            finally
            {
                gate.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref inside);
        }
    }

    public void Dispose() => gate.Dispose();
}
