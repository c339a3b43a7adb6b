-- a copy for trying out has no credentials, and knows that it is not connected
DELETE FROM xero_token;
DELETE FROM xero_connection_choice;
UPDATE xero_connection
   SET state = CASE WHEN tenant_id IS NULL THEN 'new' ELSE 'disconnected' END,
       sign_in_message = NULL
 WHERE state != 'new';
