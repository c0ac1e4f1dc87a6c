"""`amp-rules record key`, `sign`, `present` and `check`: records signed, shown in part, checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from amp_rules.cli.casebook import write_json
from amp_rules.cli.options import LanguageOption, RulesOption, engine_option, form_option
from amp_rules.cli.recording import (
    VARIABLE,
    ArchiveOption,
    AudienceOption,
    NonceOption,
    OutOption,
    content_of,
    key_of,
    passphrase,
    proof_of,
    record_of,
    refusing_record,
    shelf_of,
    write_file,
)
from amp_rules.cli.terminal import FAILED, complain, show_page, tell_apart, write, write_utf8


def key_command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Where the private key goes; FILE.pub beside it.")
    ],
    locked: Annotated[
        bool, typer.Option("--passphrase", help=f"Encrypt the private key; asks, or reads {VARIABLE}.")
    ] = False,
) -> None:
    """Make an Ed25519 key to sign with; prints where the public key is.

    The private key can be read by its owner only. Neither file is ever written over.

    \b
    Examples:
      amp-rules record key office.key
      amp-rules record key office.key --passphrase
    """  # noqa: D301
    from amp_rules.audit.record import make_key

    with refusing_record():
        write(f"{make_key(file, passphrase(confirm=True) if locked else None)}\n")


def sign_command(
    record: Annotated[Path, typer.Argument(metavar="RECORD", help="A record that holds its facts.")],
    key: Annotated[Path, typer.Option("--key", "-k", metavar="FILE", help="The private key to sign with.")],
    out: OutOption,
    holder: Annotated[
        Path | None,
        typer.Option(
            "--holder", metavar="FILE", help="Public key of the one who will show it, to be proved later."
        ),
    ] = None,
    archive: ArchiveOption = None,
    rules: RulesOption = None,
) -> None:
    """Sign a record so that its holder can show parts of it.

    The record is verified first, and not signed unless it is the same.

    \b
    Examples:
      amp-rules record sign case.record.json --key office.key --out case.sdjwt
      amp-rules record sign case.record.json --key office.key --holder shelter.key.pub --out case.sdjwt
    """  # noqa: D301
    from amp_rules.audit.record import public_key, sign

    found, shelf = record_of(record), shelf_of(archive, rules)
    with refusing_record():
        named = None if holder is None else public_key(holder)
    private = key_of(key)
    with refusing_record(record):
        text = sign(found, private, shelf=shelf, holder=named)
    write_file(out, text)


def present_command(
    signed: Annotated[Path, typer.Argument(metavar="SIGNED", help="A signed record.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="File to write; it may not be there yet."),
    ] = None,
    show: Annotated[
        list[str] | None,
        typer.Option("--show", "-s", metavar="NAME", help="Show this and all below it; may be repeated."),
    ] = None,
    confirm: Annotated[
        list[str] | None,
        typer.Option(
            "--confirm",
            "-c",
            metavar="NAME",
            help="Show this and the facts that confirm it; may be repeated.",
        ),
    ] = None,
    withhold: Annotated[
        list[str] | None,
        typer.Option("--withhold", "-w", metavar="NAME", help="Never show this; may be repeated."),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="List what can be shown, and write nothing.")
    ] = False,
    holder: Annotated[
        Path | None,
        typer.Option("--holder-key", metavar="FILE", help="The holder's private key, for a proof asked for."),
    ] = None,
    audience: AudienceOption = None,
    nonce: NonceOption = None,
    archive: ArchiveOption = None,
    rules: RulesOption = None,
) -> None:
    """Show parts of a signed record; prints the name of everything that is shown.

    With --confirm the facts that the answers need are looked for and shown too: as few as will do, those that
    say most of a person last.

    \b
    Examples:
      amp-rules record present case.sdjwt --list
      amp-rules record present case.sdjwt --show answers.total_paid --show lines --out total.sdjwt
      amp-rules record present case.sdjwt -c answers.total_paid -w '$.principal' -o total.sdjwt
    """  # noqa: D301
    from amp_rules.audit.record import can_show, facts_needed, present

    content = content_of(signed)
    proof = proof_of(audience, nonce)
    with refusing_record(signed):
        known = can_show(content)
    if listed:
        write("".join(f"{each}\n" for each in known))
        return
    if out is None or not (show or confirm):
        raise typer.BadParameter("give --out, and --show or --confirm, or --list", param_hint="--out")
    if (holder is None) != (proof is None):
        raise typer.BadParameter("goes with --audience and --nonce", param_hint="--holder-key")
    shelf, private = shelf_of(archive, rules), None if holder is None else key_of(holder)
    with refusing_record(signed):
        needed = facts_needed(content, confirm, withhold or (), shelf) if confirm else ()
        wanted = [*(show or ()), *(confirm or ()), *needed]
        shown = present(content, wanted, withholding=withhold or (), holder=private, proof=proof)
    write_file(out, shown.text)
    write("".join(f"{each}\n" for each in shown.shown))


def check_command(
    presented: Annotated[Path, typer.Argument(metavar="SIGNED", help="A signed record, as it was shown.")],
    key: Annotated[
        Path,
        typer.Option("--key", "-k", metavar="FILE", help="The public key of whom you take to have signed."),
    ],
    archive: ArchiveOption = None,
    audience: AudienceOption = None,
    nonce: NonceOption = None,
    engine: Annotated[Any, engine_option()] = "compiled",
    language: LanguageOption = "en",
    form: Annotated[str, form_option("text", "json", "html")] = "text",
    rules: RulesOption = None,
) -> None:
    """Check the signature of a signed record, and decide again whatever it shows.

    Each answer shown is confirmed by the facts shown, contradicted, or open, with the facts it hangs on; what
    is withheld counts as unknown. The exit code is 1 unless everything is confirmed.

    \b
    Examples:
      amp-rules record check total.sdjwt --key office.key.pub
      amp-rules record check total.sdjwt --key office.key.pub --archive old-rules --format json
    """  # noqa: D301
    from amp_rules.audit.record import SignatureError, Weight, check, public_key
    from amp_rules.engine import EnginesDifferError
    from amp_rules.report import as_html
    from amp_rules.report.recordcheck import check_object, check_page

    content, shelf, proof = content_of(presented), shelf_of(archive, rules), proof_of(audience, nonce)
    with refusing_record():
        public = public_key(key)
    with refusing_record(presented):
        try:
            found = check(content, public, shelf, proof=proof, engine=engine)
        except SignatureError as error:
            complain(f"{presented}: {error}")
            raise typer.Exit(FAILED) from None
        except EnginesDifferError as error:
            tell_apart(error, language)
            raise typer.Exit(FAILED) from None
    if form == "json":
        write_json(check_object(str(presented), found, language))
    elif form == "html":
        write_utf8(as_html([check_page(presented.name, found, language)], language))
    else:
        show_page(check_page(presented.name, found, language))
    if found.weight is not Weight.CONFIRMED:
        raise typer.Exit(FAILED)
