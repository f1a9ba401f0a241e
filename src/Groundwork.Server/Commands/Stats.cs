using System.CommandLine;
using Groundwork.Server.Commands.Measuring;

namespace Groundwork.Server.Commands;

/// <summary>Computes what votes are worth: of a project, or straight from a file without any server.</summary>
public sealed class Stats : IVerb
{
    public Command Build() => new("stats", "Truth inference, agreement, redundancy and certificates.")
    {
        StatsTruth.Build(), StatsAgreement.Build(), StatsRedundancy.Build(), StatsCertify.Build(),
    };
}
