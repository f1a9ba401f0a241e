using System.Text.Encodings.Web;
using System.Text.Json;

namespace Groundwork.Storage.Backups;

/// <summary>What a backup says first: how it is to be read, and what it is of.</summary>
/// <param name="Format">The version of the archive's form.</param>
/// <param name="Id">The backup's id, which the audit log has too.</param>
/// <param name="Created">When the database was as it is in here: Unix milliseconds, by the database's clock.</param>
/// <param name="Engine">The engine that it was taken from; it can be restored to either.</param>
/// <param name="CommitNumber">No row is of a later commit.</param>
/// <param name="Migrations">The steps that its schema has gone.</param>
/// <param name="Tables">What its rows look like.</param>
public sealed record BackupHead(int Format, string Id, long Created, string Engine, long CommitNumber, IReadOnlyList<BackupMigration> Migrations, IReadOnlyList<BackupTable> Tables)
{
    public const int Now = 1;
}

public sealed record BackupMigration(string Name, string Hash);

/// <param name="Name">The table's name.</param>
/// <param name="Columns">In the order in which each line has their values.</param>
/// <param name="Identity">The column that the engine numbers by itself, if there is one.</param>
/// <param name="Last">The last number that it gave.</param>
public sealed record BackupTable(string Name, IReadOnlyList<BackupColumn> Columns, string? Identity, long Last);

/// <param name="Kind"><c>text</c> (JSON too), <c>integer</c>, <c>real</c> or <c>bytes</c>, which are written in base64.</param>
public sealed record BackupColumn(string Name, string Kind);

/// <summary>What a backup says last: everything that is to be in it.</summary>
/// <param name="Parts">The pieces of tables and the keys, as they lie in the archive.</param>
/// <param name="Rows">How many rows each table has.</param>
/// <param name="Blobs">The files.</param>
/// <param name="Missing">Files that rows name and that weren't in the store when the backup was made: workspace and the first half of the hash.</param>
public sealed record BackupManifest(string Id, IReadOnlyList<BackupPart> Parts, IReadOnlyDictionary<string, long> Rows, BackupBlobs Blobs, IReadOnlyList<string> Missing);

public sealed record BackupPart(string Name, long Size, string Sha256);

/// <param name="Count">How many files.</param>
/// <param name="Bytes">How long they are together.</param>
/// <param name="Sha256">The hash over their names, a line each, in the archive's order. A file's own name ends with its hash.</param>
public sealed record BackupBlobs(long Count, long Bytes, string Sha256);

/// <summary>The archive isn't what was written: where, and what is wrong there.</summary>
public sealed class DamagedBackupException(string where, string what) : Exception($"{where}: {what}");

/// <summary>The archive was made by a newer program, or isn't one.</summary>
public sealed class UnreadableBackupException(string message) : Exception(message);

/// <summary>A restore into this place was cut off; what is there is not whole.</summary>
public sealed class UnfinishedRestoreException(string where)
    : Exception($"A restore into {where} was cut off, so what is there isn't whole. Run \"groundwork restore\" with the same folder and database again: it begins anew.");

/// <summary>The names of what is in an archive.</summary>
static class BackupNames
{
    internal const string Head = "groundwork-backup.json", Manifest = "manifest.json", Sum = "manifest.sha256";
    internal const string Tables = "tables/", Keys = "keys/", Blobs = "blobs/";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Part(string table, int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Tables}{table}/{number:000000}.jsonl.gz");
}
