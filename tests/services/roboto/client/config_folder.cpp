// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/roboto/client/config_folder.h"

#include <QFile>

namespace tidemark::test {

// Not in the header: moc 6.4 loses its way in raw strings before a class.
const char *const kVersion1 = R"({
  "version": "v1",
  "default_profile": "prod",
  "profiles": {
    "prod":  {"api_key": "key-prod", "endpoint": "https://api.roboto.ai"},
    "local": {"api_key": "key-local", "endpoint": "http://127.0.0.1:8765/",
              "default_http_timeout": 10, "cache_dir": "/somewhere"},
    "short": {"api_key": "key-short"},
    "default": {"api_key": "key-default"}
  }
})";
const char *const kVersion0 = R"({
  "default": {"token": "old-default", "default_endpoint": "https://old.example"},
  "other": {"token": "old-other"},
  "misfit": {"api_key": "x"}, "number": 7, "list": [], "bad": {"token": 5},
  "badly": {"token": "t", "default_endpoint": 5}
})";

QString ConfigFolder::write(const QByteArray &content)
{
    const QString name = path(QString::number(++m_count) + QStringLiteral(".json"));
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("The test cannot write its files.");
    return name;
}

QProcessEnvironment environmentOf(const Variables &variables)
{
    QProcessEnvironment environment;
    for (const auto &[name, value] : variables)
        environment.insert(name, value);
    return environment;
}

QByteArray tokenOf(const Result<roboto::RobotoProfile> &profile)
{
    return profile ? profile->token.reveal().toByteArray()
                   : "error: " + profile.error().detail.toUtf8();
}

} // namespace tidemark::test
