using System.Security.Cryptography;
using Groundwork.Core.Audit;
using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Audit;

/// <summary>
/// The key that signs checkpoints. It lies in the data folder, not in the database, so that whoever may write to the database can't sign; its
/// public half is in the database and each new one in the log.
/// </summary>
public sealed class SigningKey : IDisposable
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SigningKey(ServerSettings settings)
    {
        var path = Path.Combine(Path.GetFullPath(settings.Data), AuditCalls.KeyFile);
        if (File.Exists(path))
            key.ImportFromPem(File.ReadAllText(path));
        else
            DurableFile.Replace(path, System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
        Public = key.ExportSubjectPublicKeyInfo();
    }

    /// <summary>SPKI in DER.</summary>
    public byte[] Public { get; }

    /// <summary>What a log calls itself, and its key.</summary>
    public static string Origin(string workspace) => "groundwork/audit/" + workspace;

    public string Sign(Checkpoint checkpoint)
    {
        lock (key)
            return checkpoint.Signed(key);
    }

    /// <summary>Writes the public key into each workspace's log that doesn't have it.</summary>
    public static async Task Announce(Db db, ServerSettings settings)
    {
        using var own = new SigningKey(settings);
        foreach (var workspace in await db.Read(null, s => s.All($"SELECT id FROM workspace", r => r.Text(0))))
            await own.Announce(db, workspace);
    }

    /// <summary>The public keys that this log has been signed with, with this one among them.</summary>
    internal async Task<List<byte[]>> Announce(Db db, string workspace)
    {
        var text = Convert.ToBase64String(Public);
        if (!await db.Read(workspace, s => s.Any($"SELECT 1 FROM audit_key WHERE workspace = {s.Workspace} AND public_key = {text}")))
            await db.Write(workspace, async s =>
            {
                if (await s.Run($"INSERT INTO audit_key (workspace, public_key, at) VALUES ({s.Workspace}, {text}, {s.Now}) ON CONFLICT DO NOTHING") > 0)
                    await EventCalls.Record(s, "system", "audit.key_made", Convert.ToHexStringLower(Checkpoint.KeyId(Public)), after: AnswerDocument.HashOf(Public));
            });
        return await db.Read(workspace, s => s.All($"SELECT public_key FROM audit_key WHERE workspace = {s.Workspace} ORDER BY at", r => Convert.FromBase64String(r.Text(0))));
    }

    public void Dispose() => key.Dispose();
}
