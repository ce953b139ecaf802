namespace GrowthBook.Cli;

/// <summary>A value, or the fault that prevented it. Steps chain in LINQ queries; the first fault ends the chain.</summary>
internal readonly struct Outcome<T>
    where T : class
{
    private readonly T? _value;
    private readonly Fault? _fault;

    private Outcome(T? value, Fault? fault) => (_value, _fault) = (value, fault);

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Fault fault) => new(null, fault);

    public TResult Match<TResult>(Func<T, TResult> succeed, Func<Fault, TResult> fail) => _fault is null ? succeed(_value!) : fail(_fault);

    public Outcome<TResult> Bind<TResult>(Func<T, Outcome<TResult>> next)
        where TResult : class => _fault is null ? next(_value!) : _fault;

    public Outcome<TResult> Select<TResult>(Func<T, TResult> map)
        where TResult : class => _fault is null ? map(_value!) : _fault;

    public Outcome<TResult> SelectMany<TNext, TResult>(Func<T, Outcome<TNext>> next, Func<T, TNext, TResult> combine)
        where TNext : class
        where TResult : class => Bind(value => next(value).Select(other => combine(value, other)));
}
