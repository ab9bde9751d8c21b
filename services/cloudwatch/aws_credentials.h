// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/secret.h"

#include <QProcessEnvironment>
#include <QString>

#include <functional>

class QDebug;

namespace tidemark::cloudwatch {

/// Who asks AWS. A value; any thread.
struct AwsCredentials
{
    QString accessKeyId; ///< no secret by itself, and printed nowhere nevertheless
    Secret secretKey;
    Secret sessionToken; ///< of temporary credentials; else empty

    friend bool operator==(const AwsCredentials &, const AwsCredentials &) = default;
};

/// Whether there is a key and a session token, neither of them itself.
QDebug operator<<(QDebug debug, const AwsCredentials &credentials);

/// Where credentials come from, asked before each export, so that renewed ones are taken up. Called
/// on the thread that exports.
using AwsCredentialSource = std::function<Result<AwsCredentials>()>;

/// From AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, with AWS_SESSION_TOKEN if it is set; else from
/// the shared credentials file: AWS_SHARED_CREDENTIALS_FILE, or `.aws/credentials` in `home`, and
/// in it the profile AWS_PROFILE names, or `default`. Reads a file, so for workers. Empty variables
/// count as not set. Any thread.
/// Errors: InvalidArgument for one variable without the other, and those of
/// credentialsOfProfile().
[[nodiscard]] Result<AwsCredentials> findCredentials(const QProcessEnvironment &environment,
                                                     const QString &home);

/// Of one profile of a shared credentials file. The file is never written.
/// Errors: NotFound (no file, profile or key), Io, Unsupported (a profile that names a role, a
/// process or a single sign-on instead of keys), Overflow for a file above 1 MiB.
[[nodiscard]] Result<AwsCredentials> credentialsOfProfile(const QString &path,
                                                          const QString &profile);

} // namespace tidemark::cloudwatch
