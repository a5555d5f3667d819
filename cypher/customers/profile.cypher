// What does the bank know of this party: who it is, what it holds and owes, whom it is tied to, who looks after it?
// access read
// param party_id: STRING
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// param tie_kinds: LIST<STRING>
// returns party, labels, identifiers, holdings, guarantees, ties, withheld, contacts, households, segments
// returns consents, managers, branches, sources
MATCH (party:Party {party_id: $party_id})
WHERE $sees_all OR NOT party:Customer
  OR EXISTS {
    (party)<-[manages:MANAGES]-(employee:Employee)
    WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
      AND manages.status <> 'REJECTED'
      AND (manages.valid_from IS NULL OR manages.valid_from <= date())
      AND (manages.valid_to IS NULL OR date() < manages.valid_to)
  }
  OR EXISTS {
    (party)-[served:SERVED_BY]->(branch:Branch)
    WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
      AND served.status <> 'REJECTED'
      AND (served.valid_from IS NULL OR served.valid_from <= date())
      AND (served.valid_to IS NULL OR date() < served.valid_to)
  }
WITH party,
  COLLECT {
    MATCH (party)-[found:IDENTIFIED_BY]->(identifier:Identifier)
    WHERE found.recorded_at <= $known_at
    RETURN identifier {.scheme, .value, source: found.source}
    ORDER BY identifier.scheme, identifier.identifier_id
  } AS identifiers
CALL (party) {
  MATCH (party)-[tie:HOLDS]->(account:Account)
  WHERE (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
    AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
    AND tie.recorded_at <= $known_at
    AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
    AND tie.status <> 'REJECTED'
  WITH account, collect(DISTINCT tie.role) AS roles
  ORDER BY account.kind, account.account_id
  RETURN collect({
    account: properties(account),
    roles: roles,
    owners: COUNT {
      MATCH (account)<-[tie:HOLDS]-(owner:Party|Erased)
      WHERE tie.role IN ['PRIMARY', 'JOINT']
        AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
        AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
        AND tie.recorded_at <= $known_at
        AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
        AND tie.status <> 'REJECTED'
      RETURN DISTINCT owner
    },
    product: head(COLLECT {
      MATCH (account)-[tie:OF_PRODUCT]->(product:Product)
      WHERE tie.recorded_at <= $known_at AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
      RETURN product {.product_id, .name, .category, .risk_level}
    }),
    settles_through: head(COLLECT {
      MATCH (account)-[tie:SETTLES_THROUGH]->(other:Account)
      WHERE tie.recorded_at <= $known_at AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
      RETURN other.account_id
    }),
    orders: COLLECT {
      MATCH (account)-[tie:STANDING_ORDER]->(payee:Account)
      WHERE (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
        AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
        AND tie.recorded_at <= $known_at
        AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
        AND tie.status <> 'REJECTED'
      RETURN tie {
        .order_id, .amount_minor, .currency, .purpose,
        payee_account: coalesce(payee.number, payee.account_id), payee_bank: payee.bank_code
      }
      ORDER BY tie.order_id
    }
  }) AS holdings
}
WITH party, identifiers, holdings,
  COLLECT {
    MATCH (party)-[tie:GUARANTEES]-(other:Party)
    WHERE 'GUARANTEES' IN $tie_kinds
      AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
      AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
      AND tie.recorded_at <= $known_at
      AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
      AND tie.status <> 'REJECTED'
    WITH tie, ($sees_all OR NOT other:Customer
        OR EXISTS {
          (other)<-[manages:MANAGES]-(employee:Employee)
          WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
            AND manages.status <> 'REJECTED'
            AND (manages.valid_from IS NULL OR manages.valid_from <= date())
            AND (manages.valid_to IS NULL OR date() < manages.valid_to)
        }
        OR EXISTS {
          (other)-[served:SERVED_BY]->(branch:Branch)
          WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
            AND served.status <> 'REJECTED'
            AND (served.valid_from IS NULL OR served.valid_from <= date())
            AND (served.valid_to IS NULL OR date() < served.valid_to)
        }) AS is_visible
    WITH startNode(tie) = party AS is_given, tie.currency AS currency, is_visible,
      sum(tie.amount_minor) AS amount_minor, count(tie) AS count
    RETURN {
      is_given: is_given, currency: currency, is_visible: is_visible, amount_minor: amount_minor, count: count
    }
  } AS guarantees,
  COLLECT {
    MATCH (party)-[tie:OWNS|CONTROLS_ASSERTED|HOLDS_POSITION|EMPLOYED_BY|SPOUSE_OF|PARENT_OF|SOCIAL_TIE|REFERRED
      |ACTS_IN_CONCERT_WITH|NOMINEE_FOR|DELEGATES_VOTE_TO|GUARANTEES|FUNDED_BY|TRANSFERS_TO]-(other:Party)
    WHERE other <> party AND type(tie) IN $tie_kinds
      AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
      AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
      AND tie.recorded_at <= $known_at
      AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
      AND tie.status <> 'REJECTED'
      AND ($sees_all OR NOT other:Customer
        OR EXISTS {
          (other)<-[manages:MANAGES]-(employee:Employee)
          WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
            AND manages.status <> 'REJECTED'
            AND (manages.valid_from IS NULL OR manages.valid_from <= date())
            AND (manages.valid_to IS NULL OR date() < manages.valid_to)
        }
        OR EXISTS {
          (other)-[served:SERVED_BY]->(branch:Branch)
          WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
            AND served.status <> 'REJECTED'
            AND (served.valid_from IS NULL OR served.valid_from <= date())
            AND (served.valid_to IS NULL OR date() < served.valid_to)
        })
    WITH type(tie) AS kind, count(DISTINCT other) AS parties
    RETURN {kind: kind, parties: parties}
    ORDER BY kind
  } AS ties,
  COUNT {
    MATCH (party)-[tie:OWNS|CONTROLS_ASSERTED|HOLDS_POSITION|EMPLOYED_BY|SPOUSE_OF|PARENT_OF|SOCIAL_TIE|REFERRED
      |ACTS_IN_CONCERT_WITH|NOMINEE_FOR|DELEGATES_VOTE_TO|GUARANTEES|FUNDED_BY|TRANSFERS_TO]-(other:Customer)
    WHERE NOT $sees_all AND other <> party AND type(tie) IN $tie_kinds
      AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
      AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
      AND tie.recorded_at <= $known_at
      AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
      AND tie.status <> 'REJECTED'
      AND NOT ($sees_all OR NOT other:Customer
        OR EXISTS {
          (other)<-[manages:MANAGES]-(employee:Employee)
          WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
            AND manages.status <> 'REJECTED'
            AND (manages.valid_from IS NULL OR manages.valid_from <= date())
            AND (manages.valid_to IS NULL OR date() < manages.valid_to)
        }
        OR EXISTS {
          (other)-[served:SERVED_BY]->(branch:Branch)
          WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
            AND served.status <> 'REJECTED'
            AND (served.valid_from IS NULL OR served.valid_from <= date())
            AND (served.valid_to IS NULL OR date() < served.valid_to)
        })
    RETURN DISTINCT other
  } AS withheld,
  COLLECT {
    MATCH (party)-[tie:HAS_PHONE|HAS_EMAIL|HAS_ADDRESS|USED_DEVICE]->(point)
    WHERE type(tie) IN $tie_kinds
      AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
      AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
      AND tie.recorded_at <= $known_at
      AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
      AND tie.status <> 'REJECTED'
    RETURN {
      kind: head(labels(point)),
      value: coalesce(point.number, point.text, point.address, point.name, point.device_id),
      source: tie.source, confidence: tie.confidence, status: tie.status,
      valid_from: tie.valid_from, valid_to: tie.valid_to
    }
    ORDER BY head(labels(point)), tie.tie_id
  } AS contacts,
  COLLECT {
    MATCH (party)-[tie:IN_HOUSEHOLD]->(household:Household)
    WHERE 'IN_HOUSEHOLD' IN $tie_kinds
      AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
      AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
      AND tie.recorded_at <= $known_at
      AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
      AND tie.status <> 'REJECTED'
    RETURN household {
      .household_id, .name, role: tie.role,
      members: COUNT {
        MATCH (household)<-[member:IN_HOUSEHOLD]-(other:Party)
        WHERE (member.valid_from IS NULL OR member.valid_from <= $valid_at)
          AND (member.valid_to IS NULL OR $valid_at < member.valid_to)
          AND member.recorded_at <= $known_at
          AND (member.superseded_at IS NULL OR $known_at < member.superseded_at)
          AND member.status <> 'REJECTED'
          AND ($sees_all OR NOT other:Customer
            OR EXISTS {
              (other)<-[manages:MANAGES]-(employee:Employee)
              WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
                AND manages.status <> 'REJECTED'
                AND (manages.valid_from IS NULL OR manages.valid_from <= date())
                AND (manages.valid_to IS NULL OR date() < manages.valid_to)
            }
            OR EXISTS {
              (other)-[served:SERVED_BY]->(branch:Branch)
              WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
                AND served.status <> 'REJECTED'
                AND (served.valid_from IS NULL OR served.valid_from <= date())
                AND (served.valid_to IS NULL OR date() < served.valid_to)
            })
        RETURN DISTINCT other
      },
      withheld: COUNT {
        MATCH (household)<-[member:IN_HOUSEHOLD]-(other:Customer)
        WHERE NOT $sees_all
          AND (member.valid_from IS NULL OR member.valid_from <= $valid_at)
          AND (member.valid_to IS NULL OR $valid_at < member.valid_to)
          AND member.recorded_at <= $known_at
          AND (member.superseded_at IS NULL OR $known_at < member.superseded_at)
          AND member.status <> 'REJECTED'
          AND NOT ($sees_all OR NOT other:Customer
            OR EXISTS {
              (other)<-[manages:MANAGES]-(employee:Employee)
              WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
                AND manages.status <> 'REJECTED'
                AND (manages.valid_from IS NULL OR manages.valid_from <= date())
                AND (manages.valid_to IS NULL OR date() < manages.valid_to)
            }
            OR EXISTS {
              (other)-[served:SERVED_BY]->(branch:Branch)
              WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
                AND served.status <> 'REJECTED'
                AND (served.valid_from IS NULL OR served.valid_from <= date())
                AND (served.valid_to IS NULL OR date() < served.valid_to)
            })
        RETURN DISTINCT other
      }
    }
    ORDER BY household.household_id
  } AS households,
  COLLECT {
    MATCH (party)-[tie:IN_SEGMENT]->(segment:Segment)
    WHERE (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
      AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
      AND tie.recorded_at <= $known_at
      AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
    RETURN segment {.segment_id, .name}
    ORDER BY segment.segment_id
  } AS segments,
  COLLECT {
    MATCH (party)-[tie:GAVE]->(consent:Consent)
    WHERE tie.recorded_at <= $known_at AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
    RETURN consent {.purpose, .channel, .state, .decided_on, source: tie.source}
    ORDER BY consent.purpose, consent.channel, consent.consent_id
  } AS consents,
  COLLECT {
    MATCH (party)<-[tie:MANAGES]-(employee:Employee)
    WHERE (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
      AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
      AND tie.recorded_at <= $known_at
      AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
    RETURN employee {.employee_id, .name, .title, .team, is_primary: tie.is_primary}
    ORDER BY tie.is_primary DESC, employee.employee_id
  } AS managers,
  COLLECT {
    MATCH (party)-[tie:SERVED_BY]->(branch:Branch)
    WHERE (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
      AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
      AND tie.recorded_at <= $known_at
      AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
    WITH DISTINCT branch
    RETURN branch {.branch_id, .name, .level, .region}
    ORDER BY branch.branch_id
  } AS branches,
  COLLECT {
    MATCH (party)<-[:DESCRIBES]-(record:SourceRecord)
    WITH record.record_source AS source, max(record.recorded_at) AS recorded_at, count(record) AS records,
      collect(DISTINCT record.record_run_id) AS run_ids
    RETURN {
      source: source,
      title: head(COLLECT { MATCH (described:Source {source_id: source}) RETURN described.title }),
      source_type: head(COLLECT { MATCH (described:Source {source_id: source}) RETURN described.source_type }),
      records: records,
      recorded_at: recorded_at,
      last_run: head(COLLECT {
        MATCH (run:Run)
        WHERE run.run_id IN run_ids
        RETURN run {.run_id, .state, .started_at, .finished_at}
        ORDER BY run.started_at DESC
        LIMIT 1
      })
    }
    ORDER BY source
  } AS sources
RETURN properties(party) AS party,
  labels(party) AS labels,
  identifiers AS identifiers,
  holdings AS holdings,
  guarantees AS guarantees,
  ties AS ties,
  withheld AS withheld,
  contacts AS contacts,
  households AS households,
  segments AS segments,
  consents AS consents,
  managers AS managers,
  branches AS branches,
  sources AS sources
