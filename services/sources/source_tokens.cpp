// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/sources/source_tokens.h"

#include "model/core/when_finished.h"
#include "model/domain/endpoint_text.h"

#include <QCoreApplication>
#include <QPromise>

#include <memory>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

using Found = Result<std::optional<FoundToken>>;

Found foundIn(SecretPlace place, const Result<std::optional<Secret>> &answer)
{
    if (!answer && answer.error().code != ErrorCode::Unsupported)
        return failure(answer.error());
    if (!answer || !*answer)
        return std::optional<FoundToken>();
    return std::optional<FoundToken>(FoundToken{**answer, place});
}

/// A place that is not there holds no token either.
Result<void> forgotten(const Result<void> &answer)
{
    if (!answer && answer.error().code != ErrorCode::Unsupported)
        return answer;
    return {};
}

template <class T>
std::shared_ptr<QPromise<T>> begun()
{
    auto promise = std::make_shared<QPromise<T>>();
    promise->start();
    return promise;
}

template <class T>
void finish(QPromise<T> &promise, const T &value)
{
    promise.addResult(value);
    promise.finish();
}

void removeFrom(SecretStore &store, const QString &key,
                const std::shared_ptr<QPromise<Result<void>>> &done)
{
    whenFinished(store.remove(key), [done](const QFuture<Result<void>> &gone) {
        finish(*done, forgotten(gone.result()));
    });
}

SecretPlace elsewhere(SecretPlace place)
{
    return place == SecretPlace::Keyring ? SecretPlace::Session : SecretPlace::Keyring;
}

Error noToken()
{
    return {ErrorCode::NotFound,
            QCoreApplication::translate("tidemark::SourceTokens",
                                        "There is no token any more. Type it again."),
            u"token.moved"_s, ErrorSubject::Token};
}

/// Of what could not be moved nothing stays at the new place; `why` is the answer.
void takeBack(SecretStore &store, const QString &key, const Result<void> &why,
              const std::shared_ptr<QPromise<Result<void>>> &done)
{
    whenFinished(store.remove(key),
                 [done, why](const QFuture<Result<void>> &) { finish(*done, why); });
}

} // namespace

QString tokenKey(const Source &source)
{
    return source.uid % u' ' % originOfEndpoint(source.endpoint);
}

QFuture<Result<std::optional<FoundToken>>> SourceTokens::find(const QString &key)
{
    using Answer = Result<std::optional<Secret>>;
    const auto found = begun<Found>();
    whenFinished(m_session.get(key), [this, key, found](const QFuture<Answer> &asked) {
        const Found here = foundIn(SecretPlace::Session, asked.result());
        if (!here || *here) {
            finish(*found, here);
            return;
        }
        whenFinished(m_keyring.get(key), [found](const QFuture<Answer> &kept) {
            finish(*found, foundIn(SecretPlace::Keyring, kept.result()));
        });
    });
    return found->future();
}

QFuture<Result<void>> SourceTokens::set(const QString &key, Secret secret, SecretPlace place)
{
    SecretStore &other = storeOf(elsewhere(place));
    const auto done = begun<Result<void>>();
    whenFinished(storeOf(place).set(key, std::move(secret)),
                 [&other, key, done](const QFuture<Result<void>> &kept) {
                     if (kept.result())
                         removeFrom(other, key, done);
                     else
                         finish(*done, kept.result());
                 });
    return done->future();
}

QFuture<Result<void>> SourceTokens::move(const QString &key, SecretPlace place)
{
    const auto done = begun<Result<void>>();
    whenFinished(find(key), [this, key, place, done](const QFuture<Found> &asked) {
        const Found found = asked.result();
        if (!found || !*found) {
            finish(*done, Result<void>(failure(found ? noToken() : found.error())));
            return;
        }
        if ((*found)->place == place) {
            finish(*done, Result<void>());
            return;
        }
        whenFinished(set(key, (*found)->secret, place),
                     [this, key, place, done](const QFuture<Result<void>> &moved) {
                         if (moved.result())
                             finish(*done, moved.result());
                         else
                             takeBack(storeOf(place), key, moved.result(), done);
                     });
    });
    return done->future();
}

QFuture<Result<void>> SourceTokens::remove(const QString &key)
{
    const auto done = begun<Result<void>>();
    whenFinished(m_session.remove(key), [this, key, done](const QFuture<Result<void>> &gone) {
        if (gone.result())
            removeFrom(m_keyring, key, done);
        else
            finish(*done, gone.result());
    });
    return done->future();
}

} // namespace tidemark
