// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/secret.h"
#include "model/domain/connection_report.h"
#include "model/domain/outbox.h"
#include "model/domain/source.h"
#include "model/ports/secret_store.h"
#include "model/ports/source_links.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace tidemark {

class ConfigurationField;
class Formatter;
class PublishingField;
class TokenField;
class TrustField;

/// The fields of a source (R1, R5), with what is wrong beside the field. GUI thread.
class SourceForm final : public QWidget
{
    Q_OBJECT

public:
    /// `formatter` is a loan.
    explicit SourceForm(const Formatter &formatter, QWidget *parent = nullptr);

    void fill(const Source &source, std::optional<SecretPlace> token);
    void setHasKeyring(bool hasKeyring);
    /// Profiles that address and token can be taken from.
    void setConfigured(const Result<std::vector<ConfiguredAccess>> &offers);
    void setDropped(const QStringList &tags);
    /// From now on only this certificate is trusted.
    void setPin(const QString &pin);
    /// Says it under the name until the name is changed.
    void showNameProblem(const QString &text);

    /// Errors: InvalidArgument, for the first field that is not in order.
    [[nodiscard]] Result<NewSource> source() const;
    /// What differs from `before`; nothing for an untouched form.
    [[nodiscard]] Result<SourceChange> changeOf(const Source &before) const;
    /// For a trial, as far as it is filled in. Errors: InvalidArgument while the kind of trust that
    /// is chosen is not said in full, since a trial without it would trust others.
    [[nodiscard]] Result<ConnectionDraft> draft() const;
    [[nodiscard]] TokenField &token() const { return *m_token; }
    /// Whether what is required is there and in order.
    [[nodiscard]] bool isComplete() const { return source().has_value(); }

Q_SIGNALS:
    void edited();
    void connectionEdited(); ///< what a trial found out no longer holds

private:
    /// What a person typed, for when no profile is used after all.
    struct Typed
    {
        QString endpoint;
        Secret token;
    };

    void buildLayout();
    void addRow(QFormLayout *form, const QString &label, QWidget *field);
    void validate();
    void compareOrigin();
    void takeConfigured();
    void leaveConfigured();

    QFormLayout *m_layout;
    QComboBox *m_kind;
    ConfigurationField *m_configuration;
    QLineEdit *m_name;
    QLabel *m_nameProblem;
    QLineEdit *m_endpoint;
    QLabel *m_endpointProblem;
    QLineEdit *m_organisation;
    TokenField *m_token;
    TrustField *m_trust;
    PublishingField *m_publishing;
    SourceId m_id;
    QString m_storedEndpoint; ///< of the source that is edited
    std::optional<Typed> m_typed; ///< in place of which a profile is shown
};

} // namespace tidemark
