using System.Runtime.CompilerServices;

namespace Groundwork.Core.Quality;

/// <summary>
/// The expectation–maximisation of <see cref="Glad"/>: between two expectations, each ability takes one Newton step given the tasks'
/// easiness, and then each easiness one given the abilities. Neither needs more than the votes of one annotator or task.
/// </summary>
sealed class GladFit
{
    internal const double LongestAbilityStep = 1, LongestEasinessStep = 0.5;

    const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    readonly VoteTable votes;
    readonly Glad.Settings settings;
    readonly double[] posterior;
    readonly double[] ability;
    readonly double[] easiness;
    readonly double[] factor;
    readonly double[] prior;
    int iterations;
    bool converged;
    double logLikelihood;

    public GladFit(VoteTable votes, Glad.Settings settings, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.AbilitySpread);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.EasinessSpread);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.ClassPseudoCount);
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Tolerance);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MaxIterations, 1);
        this.votes = votes;
        this.settings = settings;
        posterior = new double[checked(votes.TaskCount * votes.LabelCount)];
        ability = new double[votes.AnnotatorCount];
        easiness = new double[votes.TaskCount];
        factor = new double[votes.TaskCount];
        prior = new double[votes.LabelCount];
        Array.Fill(ability, 1);
        Array.Fill(factor, 1);
        Array.Fill(prior, 1.0 / prior.Length);
        logLikelihood = Expect();
        iterations = 1;
        while (iterations < settings.MaxIterations && !converged)
        {
            cancel.ThrowIfCancellationRequested();
            LogBelief.Prevalence(votes, posterior, settings.ClassPseudoCount, prior);
            StepAbilities();
            StepEasiness();
            var before = logLikelihood;
            logLikelihood = Expect();
            iterations++;
            converged = Math.Abs(logLikelihood - before) <= settings.Tolerance * votes.VoteCount;
        }
    }

    /// <summary>Estimated prevalence of the labels.</summary>
    public double[] ClassPrior => prior;

    /// <summary>Of each annotator, 0 for a guesser; below 0 for one who is worse than that.</summary>
    public double[] Ability => ability;

    public TruthResult Result() => new(votes.LabelCount, posterior)
    {
        ClassPrior = prior,
        // On a task of ordinary difficulty.
        Ability = [.. ability.Select(Sigmoid)],
        Iterations = iterations,
        LogLikelihood = logLikelihood,
        Converged = converged,
    };

    /// <summary>New posteriors from the parameters; returns the log-likelihood of the votes.</summary>
    [MethodImpl(Hot)]
    double Expect()
    {
        var (n, sum, spread) = (prior.Length, 0.0, Math.Log(prior.Length - 1));
        var logPrior = prior.Select(p => Math.Log(p)).ToArray();
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var row = posterior.AsSpan(task * n, n);
            logPrior.CopyTo(row);
            var annotators = votes.AnnotatorsOf(task);
            var labels = votes.LabelsOf(task);
            var scale = factor[task];
            for (var i = 0; i < labels.Length; i++)
            {
                // ln of right over wrong is the product itself, as its chance is its logistic function.
                var product = ability[annotators[i]] * scale;
                row[labels[i]] += product + spread;
                sum -= Softplus(product) + spread;
            }
            sum += LogBelief.Settle(votes, task, row);
        }
        return sum;
    }

    [MethodImpl(Hot)]
    void StepAbilities()
    {
        var n = prior.Length;
        for (var a = 0; a < ability.Length; a++)
        {
            var tasks = votes.TasksOf(a);
            var labels = votes.LabelsBy(a);
            var at = ability[a];
            var step = new Step(at, 1, settings.AbilitySpread);
            for (var i = 0; i < tasks.Length; i++)
            {
                var scale = factor[tasks[i]];
                step.Add(posterior[(tasks[i] * n) + labels[i]], at * scale, scale);
            }
            ability[a] = step.Next(LongestAbilityStep);
        }
    }

    [MethodImpl(Hot)]
    void StepEasiness()
    {
        var n = prior.Length;
        for (var task = 0; task < easiness.Length; task++)
        {
            var annotators = votes.AnnotatorsOf(task);
            var labels = votes.LabelsOf(task);
            var scale = factor[task];
            if (labels.IsEmpty)
                continue;
            var row = posterior.AsSpan(task * n, n);
            var step = new Step(easiness[task], 0, settings.EasinessSpread);
            for (var i = 0; i < labels.Length; i++)
            {
                var product = ability[annotators[i]] * scale;
                step.Add(row[labels[i]], product, product);
            }
            easiness[task] = step.Next(LongestEasinessStep);
            factor[task] = Math.Exp(easiness[task]);
        }
    }

    static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    /// <summary>One step towards the most probable value of one parameter, by gradient over expected curvature (Fisher scoring).</summary>
    internal ref struct Step(double at, double mean, double spread)
    {
        double gradient = (mean - at) / (spread * spread);
        double curvature = 1 / (spread * spread);

        /// <summary>A vote that is right with probability <paramref name="right"/>, of the logit <paramref name="product"/>.</summary>
        internal void Add(double right, double product, double derivative)
        {
            var expected = Sigmoid(product);
            gradient += (right - expected) * derivative;
            curvature += expected * (1 - expected) * derivative * derivative;
        }

        internal readonly double Next(double longest) => at + Math.Clamp(gradient / curvature, -longest, longest);
    }
}
