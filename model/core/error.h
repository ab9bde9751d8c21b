// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tidemark {

/// What went wrong, to branch on. The wording for people is in Error::message.
enum class ErrorCode
{
    InvalidArgument,  ///< the caller's input is wrong; the message says how to mend it
    NotFound,         ///< the named thing does not exist
    AlreadyExists,    ///< a name or key is taken
    Conflict,         ///< someone else changed the thing meanwhile
    Overflow,         ///< the result does not fit its type
    Unsupported,      ///< understood, but not possible here
    PermissionDenied, ///< the operating system or a server refused
    ReadOnly,         ///< the store may be read, not written
    Locked,           ///< another program holds the store
    Damaged,          ///< stored bytes are not what was written
    NewerSchema,      ///< made by a newer version
    DiskFull,         ///< no space left
    Io,               ///< reading or writing failed otherwise
    Network,          ///< a remote could not be reached
    Timeout,          ///< no answer in time
    Cancelled,        ///< stopped on request; nothing was changed
    Internal,         ///< a mistake of ours
};

/// What a code is about, where a call names several things and the caller must tell them apart.
enum class ErrorSubject
{
    None,
    Session,
    Device,
    Metric,
    Organisation,
    Token,
    Source,
    Samples, ///< of Damaged: some samples, and nothing else of the store
};

/// A failure as a value.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString message; ///< one sentence for the person, translated: what happened and what to do
    QString detail;  ///< for the log, untranslated: statement name, system text; never a secret
    ErrorSubject subject = ErrorSubject::None; ///< of NotFound, AlreadyExists and Damaged, where it matters

    friend bool operator==(const Error &, const Error &) = default;
};

} // namespace tidemark
