// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/schema_series.h"

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

// Step 10: series of samples in encoded chunks, the ladder of their aggregates, and the latest
// samples one by one. A series outlives its metric, whose removal may be undone. The index of the
// chunks holds all that is asked of them before their bytes are read, which stand last in the row.
constexpr std::array kSeries{
    R"(CREATE TABLE series (
        id @id,
        metric_id @int NOT NULL,
        tags @text NOT NULL DEFAULT '{}',
        rung @int,
        first_ns @int,
        last_ns @int,
        sealed_ns @int,
        samples @int NOT NULL DEFAULT 0,
        tail @int NOT NULL DEFAULT 0,
        seals @int NOT NULL DEFAULT 0,
        rewrites @int NOT NULL DEFAULT 0,
        writes @int NOT NULL DEFAULT 0,
        UNIQUE (metric_id, tags)) @table)"_L1,
    R"(CREATE TABLE chunk (
        id @id,
        series_id @int NOT NULL REFERENCES series(id),
        is_open @int NOT NULL,
        t0 @int NOT NULL,
        t1 @int NOT NULL,
        n @int NOT NULL,
        data @blob NOT NULL) @table)"_L1,
    R"(CREATE INDEX chunk_key ON chunk (series_id, is_open, t0, t1, n))"_L1,
    R"(CREATE TABLE rung_block (
        id @id,
        series_id @int NOT NULL REFERENCES series(id),
        rung @int NOT NULL,
        block @int NOT NULL,
        data @blob NOT NULL,
        UNIQUE (series_id, rung, block)) @table)"_L1,
    R"(CREATE TABLE tail (
        series_id @int NOT NULL REFERENCES series(id),
        t @int NOT NULL,
        bits @int NOT NULL,
        PRIMARY KEY (series_id, t)) @keyed)"_L1,
    R"(ALTER TABLE notice ADD COLUMN series @text NOT NULL DEFAULT '[]')"_L1,
    R"(ALTER TABLE notice ADD COLUMN all_series @int NOT NULL DEFAULT 0)"_L1,
    R"(ALTER TABLE notice ADD COLUMN sampled @text NOT NULL DEFAULT '[]')"_L1,
};

// Step 11: what changes did to samples, stretch by stretch, so that they can be taken back and
// repeated. A stretch without stamps is the change's alone: all samples from t0 to t1. `after` is
// there only while the change is undone, since its samples are in the series otherwise. Samples are
// bytes of the chunk codec.
constexpr std::array kSampleRevisions{
    R"(CREATE TABLE sample_revision (
        id @id,
        step_id @int NOT NULL,
        series_id @int NOT NULL REFERENCES series(id),
        t0 @int NOT NULL,
        t1 @int NOT NULL,
        after_n @int NOT NULL,
        after_hash @int NOT NULL,
        before_n @int NOT NULL,
        stamps_n @int NOT NULL,
        before @blob,
        stamps @blob,
        after @blob) @table)"_L1,
    R"(CREATE INDEX sample_revision_step ON sample_revision (step_id, series_id, t0, t1))"_L1,
};

// Step 12: for how long a metric keeps its samples; none: for ever. `aged_ns` says up to when those
// of a series were removed for their age, which no step of the history brings back.
constexpr std::array kRetention{
    R"(ALTER TABLE metric ADD COLUMN keep_ns @int)"_L1,
    R"(ALTER TABLE metric_revision ADD COLUMN keep_ns @int)"_L1,
    R"(ALTER TABLE series ADD COLUMN aged_ns @int)"_L1,
};

} // namespace

std::span<const QLatin1StringView> seriesSchemaStep(int step)
{
    switch (step) {
    case 10:
        return kSeries;
    case 11:
        return kSampleRevisions;
    case 12:
        return kRetention;
    default:
        return {};
    }
}

} // namespace tidemark::store
